-- One row is a delivered account that has a website of its own, and that website's host.
with

links as (
    select
        account_id,
        coalesce({{ after_scheme('lower(domain)') }}, lower(domain)) as link
    from {{ ref('stg_accounts') }}
    where domain is not null
),

hosts as (
    select
        account_id,
        {{ without_www(host_of('link')) }} as website_host,
        split_part(link, '/', 2) as website_path
    from links
)

select
    hosts.account_id,
    hosts.website_host
from hosts
left join {{ ref('shared_domains') }} as shared_domains
    on
        hosts.website_host = shared_domains.domain
        and (shared_domains.kind = 'mail' or hosts.website_path <> '')
where hosts.website_host is not null and shared_domains.domain is null
