-- One row is a person and a stage that the CRM says it stands in, on a day that nobody knows.
select
    bridge.lead_id,
    stg_leads.current_stage as stage
from {{ ref('stg_leads') }} as stg_leads
inner join {{ ref('int_lead_bridge') }} as bridge
    on stg_leads.lead_id = bridge.source_lead_id
where
    bridge.lead_id is not null
    and not bridge.is_deleted
    and stg_leads.current_stage is not null
    -- changed after the as-of date: nobody knows that it held by then
    and coalesce({{ business_date('stg_leads.updated_at') }} <= {{ as_of() }}, true)
group by bridge.lead_id, stg_leads.current_stage
