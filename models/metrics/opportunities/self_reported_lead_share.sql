-- The share of leads that say what brought them; by source, of all leads.
with

leads as (
    select * from {{ ref('leads_by_period') }}
),

-- of a source's leads all say so: they are measured against all leads of the period
with_all_leads as (
    select
        *,
        case
            when dimension = 'self_reported_source'
                then sum(leads) over (partition by period_grain, period_start, dimension)
            else leads
        end as compared_leads
    from leads
)

select
    {{ metric_columns('self_reported_lead_share', numerator='self_reporting_leads', denominator='compared_leads') }}
from with_all_leads
where dimension <> 'self_reported_source' or dimension_value <> 'unknown'
