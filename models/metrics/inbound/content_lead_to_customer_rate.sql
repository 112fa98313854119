-- The share of leads whose first conversion was a content offer that became customers.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

content_leads as (
    select * from {{ ref('content_leads_by_period') }}
)

select
    {{ metric_columns(
        'content_lead_to_customer_rate',
        numerator='content_leads_that_became_customers',
        denominator='content_leads',
    ) }}
from content_leads
where {{ is_measured('content_lead_to_customer_rate') }}
