-- One row is a deal of HubSpot entering a stage, named as people read it, and why it is left out.
with

entries as (
    select
        *,
        {{ typed('entered_at', 'timestamp', {}) }} as moment
    from {{ ref('base_hubspot__deal_entries') }}
),

deals as (
    select * from {{ ref('int_hubspot__deal_states') }}
),

stages as (
    select * from {{ ref('int_hubspot__pipeline_stages') }}
)

select
    entries.deal_id,
    entries.entered_at,
    entries.moment,
    coalesce(stages.stage, first_stages.stage, entries.stage_name) as stage,
    case deals.left_out_reason
        when 'deleted' then 'of a deleted deal'
        when 'merged into another deal' then 'of a deal that was merged into another'
    end as left_out_reason
from entries
left join deals
    on entries.deal_id = deals.deal_id
left join stages
    on deals.pipeline_id = stages.pipeline_id and entries.stage_id = stages.stage_id
left join stages as first_stages
    on entries.stage_id = first_stages.stage_id and first_stages.is_first_of_its_name and stages.stage_id is null
