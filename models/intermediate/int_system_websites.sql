-- One row is an account that is the only one of its system with a website's host, which the only one
-- of another system has, too: a company that two systems know. Two portals of HubSpot are two systems.
{%- set systems = systems_giving('accounts') %}
with

accounts as (
    {%- for system in systems %}
    select
        -- the name of a source stands before its ids
        '{{ system }} ' || case when account_id like '%:%' then split_part(account_id, ':', 1) else '' end as system,
        account_id
    from {{ ref(system ~ '__accounts') }}
    {{- "\n    union all" if not loop.last }}
    {%- else %}
    {{ no_rows(['system', 'account_id']) | indent(4) }}
    {%- endfor %}
),

-- what the CRM merged or deleted stands beside nothing, and what the company parts stays apart
parted as (
    select id as account_id from {{ ref('int_identity_merges') }} where input = 'accounts'
    union all
    select account_id from {{ ref('stg_accounts') }} where is_deleted
    union all
    select id as account_id from {{ ref('int_identity_rules') }} where input = 'accounts' and not is_same
    union all
    select other_id as account_id from {{ ref('int_identity_rules') }} where input = 'accounts' and not is_same
),

only_ones as (
    select
        accounts.system,
        websites.website_host,
        min(accounts.account_id) as account_id
    from accounts
    inner join {{ ref('int_delivered_websites') }} as websites
        on accounts.account_id = websites.account_id
    where accounts.account_id not in (select account_id from parted)
    group by accounts.system, websites.website_host
    having count(*) = 1
),

counted as (
    select
        account_id,
        website_host,
        count(*) over (partition by website_host) as system_count,
        min(account_id) over (partition by website_host) as first_id
    from only_ones
)

select
    account_id,
    website_host,
    first_id
from counted
where system_count > 1
