-- One row is a contact that a lead was converted into, and that lead; of several the earliest that is still there.
with

conversions as (
    select
        contact_id,
        lead_id,
        row_number() over (
            partition by contact_id
            order by
                case when merged_into_lead_id is null and not {{ says_yes('is_deleted') }} then 0 else 1 end,
                created_at nulls last,
                lead_id nulls last
        ) as place
    from {{ ref('base_salesforce__leads') }}
    where contact_id is not null and left_out_reason is null
)

select
    contact_id,
    lead_id
from conversions
where place = 1
