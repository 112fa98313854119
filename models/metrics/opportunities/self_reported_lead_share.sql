-- The share of leads that say what brought them; by source, of all leads.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

leads as (
    select * from {{ ref('self_reported_leads_by_period') }}
)

select
    {{ metric_columns(
        'self_reported_lead_share',
        numerator='self_reporting_leads',
        denominator='leads',
    ) }}
from leads
where {{ is_measured('self_reported_lead_share') }}
