-- The share of leads that ever became MQL or further.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

leads as (
    select * from {{ ref('leads_by_period') }}
)

select
    {{ metric_columns('qualified_lead_share', numerator='qualified_leads', denominator='leads') }}
from leads
where {{ is_measured('qualified_lead_share') }}
