-- What it costs in marketing to win one new customer.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

spend as (
    select * from {{ ref('spend_by_period') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
),

met as (
    {{ meet({
        'spend': ['marketing_spend'],
        'deals': ['new_customers'],
    }) }}
)

select
    {{ metric_columns(
        'customer_acquisition_cost',
        numerator='marketing_spend',
        denominator='new_customers',
    ) }}
from met
where {{ is_measured('customer_acquisition_cost') }}
