-- One row is a delivered lead that stands in a stage of which nobody says when it came there.
with

bridge as (
    select * from {{ ref('int_lead_bridge') }} where lead_id is not null
),

entries as (
    select
        bridge.lead_id,
        stg_lead_stages.stage
    from {{ ref('stg_lead_stages') }} as stg_lead_stages
    inner join bridge
        on stg_lead_stages.lead_id = bridge.source_lead_id
    group by bridge.lead_id, stg_lead_stages.stage
)

select
    'leads' as input,
    'a stage without a day, so it counts where no date is needed' as rule,
    stg_leads.lead_id as row_identifier,
    'current_stage' as column_name,
    stg_leads.current_stage as value
from {{ ref('stg_leads') }} as stg_leads
inner join bridge
    on stg_leads.lead_id = bridge.source_lead_id
inner join {{ ref('int_lead_present_stages') }} as present_stages
    on bridge.lead_id = present_stages.lead_id and stg_leads.current_stage = present_stages.stage
left join entries
    on present_stages.lead_id = entries.lead_id and present_stages.stage = entries.stage
-- everyone is a lead, from the day of created_at on
where not bridge.is_deleted and present_stages.stage <> 'lead' and entries.lead_id is null
