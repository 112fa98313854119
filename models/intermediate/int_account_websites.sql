-- One row is an account that has a website of its own, and that website's host; an account that others
-- were merged into has theirs too.
with

links as (
    select
        bridge.account_id,
        coalesce({{ after_scheme('lower(stg_accounts.domain)') }}, lower(stg_accounts.domain)) as link
    from {{ ref('stg_accounts') }} as stg_accounts
    inner join {{ ref('int_account_bridge') }} as bridge
        on stg_accounts.account_id = bridge.source_account_id
    where stg_accounts.domain is not null and not bridge.is_left_out
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
group by hosts.account_id, hosts.website_host
