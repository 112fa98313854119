-- What it costs in marketing to win one new customer.
with

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
