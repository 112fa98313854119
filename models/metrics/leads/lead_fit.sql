-- The shares of leads whose account fits the ICP and is on the target list.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

leads as (
    select * from {{ ref('leads_by_period') }}
)

select
    {{ metric_columns('icp_lead_share', numerator='icp_leads', denominator='leads') }}
from leads
where {{ is_measured('icp_lead_share') }}
union all
select
    {{ metric_columns(
        'target_account_lead_share',
        numerator='target_account_leads',
        denominator='leads',
    ) }}
from leads
where {{ is_measured('target_account_lead_share') }}
