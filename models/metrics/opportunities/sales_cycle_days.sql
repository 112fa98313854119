-- How many days it takes from the creation of a deal to winning it.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
)

select
    {{ metric_columns(
        'average_sales_cycle_days',
        numerator='sales_cycle_days',
        denominator='sales_cycle_deals',
    ) }}
from deals
where {{ is_measured('average_sales_cycle_days') }}
union all
select
    {{ metric_value_columns(
        'median_sales_cycle_days',
        value='median_sales_cycle_days',
        observations='sales_cycle_deals',
    ) }}
from deals
where {{ is_measured('median_sales_cycle_days') }}
