-- One row is a host that occurs and the account it belongs to: the one whose website it is, else one
-- of the same domain; the first by id where several share one.
with

websites as (
    select
        websites.account_id,
        websites.website_host,
        domains.domain
    from {{ ref('int_account_websites') }} as websites
    inner join {{ ref('int_domains') }} as domains
        on websites.website_host = domains.host
),

accounts_by_host as (
    select
        website_host,
        min(account_id) as account_id
    from websites
    group by website_host
),

accounts_by_domain as (
    select
        domain,
        -- whose website the domain itself is comes before those of its subdomains
        coalesce(min(case when website_host = domain then account_id end), min(account_id)) as account_id
    from websites
    group by domain
)

select
    domains.host,
    coalesce(accounts_by_host.account_id, accounts_by_domain.account_id) as account_id
from {{ ref('int_domains') }} as domains
left join accounts_by_host
    on {{ without_www('domains.host') }} = accounts_by_host.website_host
left join accounts_by_domain
    on domains.domain = accounts_by_domain.domain
where accounts_by_host.account_id is not null or accounts_by_domain.account_id is not null
