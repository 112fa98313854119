-- One row is what social posts came to in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('social_posts') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        date_day as event_on,
        {{ dimensions | join(', ') }},
        impressions,
        clicks,
        case
            when coalesce(likes, comments, shares) is not null
                then coalesce(likes, 0) + coalesce(comments, 0) + coalesce(shares, 0)
        end as engagements
    from {{ ref('fct_social_posts') }}
)

-- a rate leaves out the days of which one side is not known
{{ by_period(
    'events',
    dimensions=dimensions,
    counts={
        'social_impressions': 'sum(events.impressions)',
        'social_engagements': 'sum(events.engagements)',
        'social_clicks': 'sum(events.clicks)',
        'engagements_of_impressions': 'sum(case when events.impressions is not null then events.engagements end)',
        'impressions_with_engagements': 'sum(case when events.engagements is not null then events.impressions end)',
        'clicks_of_impressions': 'sum(case when events.impressions is not null then events.clicks end)',
        'impressions_with_clicks': 'sum(case when events.clicks is not null then events.impressions end)',
    },
) }}
