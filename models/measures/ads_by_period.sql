-- One row is what ads were shown, clicked and paid for in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('ads') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

-- a ratio leaves out the days of which one side is not known
events as (
    select
        date_day as event_on,
        {{ dimensions | join(', ') }},
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(conversions) as conversions,
        sum(case when impressions is not null then clicks end) as clicks_of_impressions,
        sum(case when clicks is not null then impressions end) as impressions_with_clicks,
        sum(case when spend_amount is not null then impressions end) as priced_impressions,
        sum(case when spend_amount is not null then clicks end) as priced_clicks,
        sum(case when spend_amount is not null then conversions end) as priced_conversions,
        sum(coalesce(spend_amount, 0)) as spend_amount,
        sum(case when impressions is not null then coalesce(spend_amount, 0) end) as spend_on_impressions,
        sum(case when clicks is not null then coalesce(spend_amount, 0) end) as spend_on_clicks,
        sum(case when conversions is not null then coalesce(spend_amount, 0) end) as spend_on_conversions
    from {{ ref('fct_ad_spend') }}
    group by date_day, {{ dimensions | join(', ') }}
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={
        'ad_impressions': 'sum(events.impressions)',
        'ad_clicks': 'sum(events.clicks)',
        'clicks_of_impressions': 'sum(events.clicks_of_impressions)',
        'impressions_with_clicks': 'sum(events.impressions_with_clicks)',
        'priced_impressions': 'sum(events.priced_impressions)',
        'priced_clicks': 'sum(events.priced_clicks)',
    },
    amounts={
        'ad_conversions': 'sum(events.conversions)',
        'priced_conversions': 'sum(events.priced_conversions)',
        'ad_spend': 'sum(events.spend_amount)',
        'spend_on_impressions': 'sum(events.spend_on_impressions)',
        'spend_on_clicks': 'sum(events.spend_on_clicks)',
        'spend_on_conversions': 'sum(events.spend_on_conversions)',
    },
) }}
