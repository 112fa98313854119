-- One row is how many deals were won and lost in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('deals', ['competitor', 'lost_reason']) %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        closed_on as event_on,
        {{ dimensions | join(', ') }},
        is_won,
        is_lost
    from {{ ref('fct_deals') }}
    where is_won or is_lost
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={
        'deals_won': 'sum(case when events.is_won then 1 else 0 end)',
        'deals_lost': 'sum(case when events.is_lost then 1 else 0 end)',
    },
) }}
