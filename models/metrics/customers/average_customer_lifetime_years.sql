-- How long a customer stays.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

customers as (
    select * from {{ ref('customers_by_period') }}
)

select
    {{ metric_columns(
        'average_customer_lifetime_years',
        numerator=safe_divide('customer_days_so_far', 365.25),
        denominator=lifetime_denominator(),
    ) }}
from customers
