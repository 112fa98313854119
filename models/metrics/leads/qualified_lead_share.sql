-- The share of leads that ever became MQL or further.
with

delivered as (
    select * from {{ ref('int_delivered_inputs') }}
),

leads as (
    select * from {{ ref('leads_by_period') }}
)

select
    {{ metric_columns('qualified_lead_share', numerator='qualified_leads', denominator='leads') }}
from leads
where {{ needs(['lead_stages']) }}
