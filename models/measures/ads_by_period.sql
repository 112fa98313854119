-- One row is what ads were shown, clicked and paid for in a period, for one value of one dimension.
{%- set dimensions = ['channel', 'campaign', 'program', 'platform', 'ad'] %}
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

events as (
    select
        date_day as event_on,
        {{ dimensions | join(', ') }},
        sum(coalesce(impressions, 0)) as impressions,
        sum(coalesce(clicks, 0)) as clicks,
        -- what was shown and clicked for an amount that could not be converted has no price
        sum(case when spend_amount is not null then coalesce(impressions, 0) else 0 end) as priced_impressions,
        sum(case when spend_amount is not null then coalesce(clicks, 0) else 0 end) as priced_clicks,
        sum(coalesce(spend_amount, 0)) as spend_amount
    from {{ ref('fct_ad_spend') }}
    group by date_day, {{ dimensions | join(', ') }}
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={
        'ad_impressions': 'sum(events.impressions)',
        'ad_clicks': 'sum(events.clicks)',
        'priced_impressions': 'sum(events.priced_impressions)',
        'priced_clicks': 'sum(events.priced_clicks)',
    },
    amounts={'ad_spend': 'sum(events.spend_amount)'},
) }}
