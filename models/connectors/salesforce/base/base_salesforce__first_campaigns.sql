-- One row is a person, and the first campaign that the person responded to.
with

responses as (
    select
        coalesce(members.lead_id, converted.lead_id, members.contact_id) as lead_id,
        members.campaign_id,
        members.responded_on,
        row_number() over (
            partition by coalesce(members.lead_id, converted.lead_id, members.contact_id)
            order by
                members.responded_on nulls last,
                members.created_at nulls last,
                members.campaign_id nulls last,
                members.member_id nulls last
        ) as place
    from {{ ref('base_salesforce__campaign_members') }} as members
    left join {{ ref('base_salesforce__converted_contacts') }} as converted
        on members.contact_id = converted.contact_id
    where not members.is_deleted and not members.is_without_response
)

select
    lead_id,
    campaign_id,
    responded_on
from responses
where place = 1
