-- One row is what social posts, and sessions from social channels, came to in a period, for one
-- value of one dimension.
{%- set dimensions = ['channel', 'campaign', 'program', 'network'] %}
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

events as (
    select
        date_day as event_on,
        channel,
        campaign,
        program,
        network,
        coalesce(impressions, 0) as impressions,
        coalesce(likes, 0) + coalesce(comments, 0) + coalesce(shares, 0) as engagements,
        coalesce(clicks, 0) as clicks
    from {{ ref('fct_social_posts') }}
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={
        'social_impressions': 'sum(events.impressions)',
        'social_engagements': 'sum(events.engagements)',
        'social_clicks': 'sum(events.clicks)',
    },
) }}
