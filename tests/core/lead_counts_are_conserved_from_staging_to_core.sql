-- The bridge holds every accepted lead once, and core every person of it that is not left out, with as many
-- delivered rows as the bridge says.
with

bridge as (
    select * from {{ ref('int_lead_bridge') }}
),

people as (
    select
        lead_id,
        count(*) as row_count
    from bridge
    where not is_left_out
    group by lead_id
)

select
    'accepted lead and bridge' as compared,
    coalesce(accepted.lead_id, bridge.source_lead_id) as lead_id
from {{ ref('stg_leads') }} as accepted
full outer join bridge
    on accepted.lead_id = bridge.source_lead_id
where accepted.lead_id is null or bridge.source_lead_id is null
union all
select
    'bridge row twice' as compared,
    source_lead_id as lead_id
from bridge
group by source_lead_id
having count(*) > 1
union all
select
    'person and core' as compared,
    coalesce(people.lead_id, leads.lead_id) as lead_id
from people
full outer join {{ ref('fct_leads') }} as leads
    on people.lead_id = leads.lead_id
where people.row_count is distinct from leads.delivered_row_count
union all
select
    'a person stands for itself' as compared,
    people.lead_id
from people
left join bridge
    on people.lead_id = bridge.source_lead_id
where bridge.lead_id is distinct from people.lead_id or bridge.matched_by <> 'itself' or bridge.is_deleted
