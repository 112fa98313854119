-- One row is a person of whom no row has an address of its own, and its namesakes in the account.
with

rules as (
    select * from {{ ref('int_identity_rules') }} where input = 'leads' and not is_same
),

leads as (
    select
        stg_leads.lead_id,
        coalesce(groups.group_id, stg_leads.lead_id) as tied_id,
        stg_leads.created_at,
        emails.email is not null as has_address,
        coalesce(accounts.account_id, stg_leads.account_id) as account_id,
        nullif(lower(trim(stg_leads.first_name)) || ' ' || lower(trim(stg_leads.last_name)), ' ') as full_name
    from {{ ref('stg_leads') }} as stg_leads
    left join {{ ref('int_identity_groups') }} as groups
        on stg_leads.lead_id = groups.id and groups.input = 'leads'
    left join {{ ref('int_lead_emails') }} as emails
        on stg_leads.lead_id = emails.lead_id
    left join {{ ref('int_account_bridge') }} as accounts
        on stg_leads.account_id = accounts.source_account_id
),

-- what merges, addresses and the company's word have already joined
people as (
    select
        tied_id,
        min(created_at) as created_at,
        max(case when has_address then 1 else 0 end) = 1 as has_address
    from leads
    group by tied_id
),

names as (
    select
        leads.tied_id,
        leads.account_id,
        leads.full_name,
        people.has_address,
        -- who has no address goes by one name, so that names make no chains
        row_number() over (partition by leads.tied_id order by leads.created_at, leads.lead_id) as name_number
    from leads
    inner join people
        on leads.tied_id = people.tied_id
    where leads.account_id is not null and leads.full_name is not null
),

-- said not to be the same in spite of one name: who has no address, or came later, goes by none
said_apart as (
    select
        case
            when people.has_address then others.tied_id
            when others.has_address then people.tied_id
            when people.created_at > others.created_at then people.tied_id
            when people.created_at = others.created_at and people.tied_id > others.tied_id then people.tied_id
            else others.tied_id
        end as tied_id
    from rules
    inner join leads
        on rules.id = leads.lead_id
    inner join leads as other_leads
        on rules.other_id = other_leads.lead_id and leads.tied_id <> other_leads.tied_id
    inner join people
        on leads.tied_id = people.tied_id
    inner join people as others
        on other_leads.tied_id = others.tied_id
),

without_address as (
    select
        names.tied_id,
        names.account_id,
        names.full_name
    from names
    left join said_apart
        on names.tied_id = said_apart.tied_id
    where not names.has_address and names.name_number = 1 and said_apart.tied_id is null
),

with_address as (
    select
        account_id,
        full_name,
        min(tied_id) as tied_id,
        count(distinct tied_id) as person_count
    from names
    where has_address
    group by account_id, full_name
)

select
    without_address.tied_id,
    with_address.tied_id as addressed_id,
    min(without_address.tied_id) over (partition by without_address.account_id, without_address.full_name)
        as first_id,
    cast(coalesce(with_address.person_count, 0) as bigint) as addressed_count,
    -- of several namesakes with addresses of their own nobody knows which it is
    case
        when with_address.person_count = 1 then with_address.tied_id
        else min(without_address.tied_id) over (partition by without_address.account_id, without_address.full_name)
    end as joined_id
from without_address
left join with_address
    on
        without_address.account_id = with_address.account_id
        and without_address.full_name = with_address.full_name
