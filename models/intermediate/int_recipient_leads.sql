-- One row is the hash of a lead's own e-mail address, by which mail tools name recipients, and the first lead that has it.
with

addresses as (
    select
        stg_leads.lead_id,
        stg_leads.created_at,
        lower(trim(stg_leads.email)) as address
    from {{ ref('stg_leads') }} as stg_leads
    inner join {{ ref('int_lead_emails') }} as own
        on stg_leads.lead_id = own.lead_id
),

ranked as (
    select
        lead_id,
        address,
        row_number() over (partition by address order by created_at nulls last, lead_id nulls last) as place
    from addresses
)

select
    md5(address) as address_hash,
    lead_id
from ranked
where place = 1
