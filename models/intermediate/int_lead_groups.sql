-- One row is a delivered lead and the group of delivered leads that are one person, under its
-- smallest id.
with

leads as (
    select
        stg_leads.lead_id,
        coalesce(groups.group_id, stg_leads.lead_id) as tied_id
    from {{ ref('stg_leads') }} as stg_leads
    left join {{ ref('int_identity_groups') }} as groups
        on stg_leads.lead_id = groups.id and groups.input = 'leads'
),

joined as (
    select
        leads.lead_id,
        leads.tied_id,
        coalesce(names.joined_id, leads.tied_id) as joined_id
    from leads
    left join {{ ref('int_lead_names') }} as names
        on leads.tied_id = names.tied_id
)

select
    lead_id,
    tied_id,
    min(lead_id) over (partition by joined_id) as group_id
from joined
