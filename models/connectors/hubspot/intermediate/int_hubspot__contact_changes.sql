-- One row is a value that a property of a contact of HubSpot took, as a stage, and why it is left out.
with

changes as (
    select * from {{ ref('base_hubspot__contact_changes') }}
),

own_stages as (
    select * from {{ ref('int_hubspot__lifecycle_stages') }}
),

staged as (
    select
        changes.contact_id,
        changes.property,
        changes.changed_at,
        case changes.property
            when 'lifecyclestage' then coalesce(own_stages.label, changes.value)
            when 'hs_lead_status' then {{ hubspot_lead_status('changes.value') }}
        end as stage
    from changes
    left join own_stages
        on changes.property = 'lifecyclestage' and changes.value = own_stages.value
)

select
    contact_id,
    property,
    stage,
    changed_at,
    case
        when property not in ('lifecyclestage', 'hs_lead_status') then 'of another property'
        when property = 'hs_lead_status' and stage is null then 'a lead status that is no stage'
        when coalesce(trim(stage), '') = '' then 'no stage any more'
        when not {{ is_word_of('lead_stages', 'stage', 'stage') }} then 'a stage that only the company knows'
    end as left_out_reason
from staged
