-- What it costs in marketing and sales to win one new customer.
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
        'spend': ['marketing_spend', 'sales_cost'],
        'deals': ['new_customers'],
    }) }}
)

select
    {{ metric_columns(
        'fully_loaded_customer_acquisition_cost',
        numerator='marketing_spend + sales_cost',
        denominator='new_customers',
    ) }}
from met
where {{ is_measured('fully_loaded_customer_acquisition_cost') }}
