-- How many days it takes from lead to customer.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

leads_won_over as (
    select * from {{ ref('lead_to_customer_by_period') }}
)

select
    {{ metric_columns(
        'average_lead_to_customer_days',
        numerator=safe_divide('seconds_to_customer', 86400),
        denominator='leads_won',
    ) }}
from leads_won_over
where {{ is_measured('average_lead_to_customer_days') }}
union all
select
    {{ metric_value_columns(
        'median_lead_to_customer_days',
        value=safe_divide('median_seconds_to_customer', 86400),
        observations='leads_won',
    ) }}
from leads_won_over
where {{ is_measured('median_lead_to_customer_days') }}
