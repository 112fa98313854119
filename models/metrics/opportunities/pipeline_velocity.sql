-- How much revenue the open pipeline brings a day: open deals x close rate x deal size / sales
-- cycle.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
),

-- what is open is known by owner and competitor too, what it brings is not
pipeline as (
    select *
    from {{ ref('open_deals_by_period') }}
    where dimension in (select dimension from deals)
),

met as (
    {{ meet({
        'pipeline': ['open_deals'],
        'deals': ['deals_won', 'deals_lost', 'deals_won_with_revenue', 'revenue', 'sales_cycle_deals', 'sales_cycle_days'],
    }) }}
)

select
    {{ metric_columns(
        'pipeline_velocity',
        numerator='open_deals * ' ~ safe_divide('deals_won', 'deals_won + deals_lost')
            ~ ' * ' ~ safe_divide('revenue', 'deals_won_with_revenue'),
        denominator=safe_divide('sales_cycle_days', 'sales_cycle_deals'),
    ) }}
from met
where {{ is_measured('pipeline_velocity') }}
