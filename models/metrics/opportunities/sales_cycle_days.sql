-- How many days it takes from the creation of a deal to winning it.
with

deals as (
    select * from {{ ref('deals_by_period') }}
)

select
    {{ metric_columns(
        'average_sales_cycle_days',
        numerator='sales_cycle_days',
        denominator='deals_won',
    ) }}
from deals
union all
select
    {{ metric_value_columns(
        'median_sales_cycle_days',
        value='median_sales_cycle_days',
        observations='deals_won',
    ) }}
from deals
