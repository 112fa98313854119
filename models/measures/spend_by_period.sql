-- One row is what marketing and sales cost in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('costs') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        date_day as event_on,
        {{ dimensions | join(', ') }},
        sum(coalesce(spend_amount, 0)) as marketing_spend,
        0 as sales_cost
    from {{ ref('fct_ad_spend') }}
    group by date_day, {{ dimensions | join(', ') }}
    union all
    select
        date_day as event_on,
        {{ dimensions | join(', ') }},
        case when department = 'marketing' then coalesce(cost_amount, 0) else 0 end as marketing_spend,
        case when department = 'sales' then coalesce(cost_amount, 0) else 0 end as sales_cost
    from {{ ref('fct_costs') }}
)

{{ by_period(
    'events',
    dimensions=dimensions,
    amounts={'marketing_spend': 'sum(events.marketing_spend)', 'sales_cost': 'sum(events.sales_cost)'},
) }}
