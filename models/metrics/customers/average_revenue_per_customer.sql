-- What a customer brought: revenue recognised per active customer.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

revenue as (
    select * from {{ ref('recognised_revenue_by_period') }}
),

customers as (
    select * from {{ ref('customers_by_period') }}
),

met as (
    {{ meet({
        'revenue': ['recognised_revenue'],
        'customers': ['active_customers_with_known_revenue'],
    }) }}
)

select
    {{ metric_columns(
        'average_revenue_per_customer',
        numerator='recognised_revenue',
        denominator='active_customers_with_known_revenue',
    ) }}
from met
