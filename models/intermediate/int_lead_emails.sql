-- One row is a delivered lead and the e-mail address that is its person's own.
with

addresses as (
    select
        lead_id,
        created_at,
        {{ normalised_email('email') }} as email
    from {{ ref('stg_leads') }}
)

-- a mailbox that several people read says nothing of who wrote
select
    addresses.lead_id,
    addresses.created_at,
    addresses.email
from addresses
left join {{ ref('role_addresses') }} as role_addresses
    on split_part(addresses.email, '@', 1) = role_addresses.mailbox
where addresses.email is not null and role_addresses.mailbox is null
