-- One row is a host that occurs, the domain that somebody registered for it, and whether it is the
-- company's own.
{%- set longest_suffix = 4 %}
with

session_touches as (
    select * from {{ ref('int_session_touches') }}
),

named_hosts as (
    select referrer_host as host, 0 as is_landing from session_touches group by referrer_host
    union all
    select landing_host as host, 1 as is_landing from session_touches group by landing_host
    union all
    select account_host as host, 0 as is_landing from session_touches group by account_host
    union all
    select utm_value as host, 0 as is_landing from {{ ref('int_utm_values') }} where utm_value like '%.%'
    union all
    select website_host as host, 0 as is_landing from {{ ref('int_account_websites') }}
    union all
    select
        {{ host_of('coalesce(' ~ after_scheme('company_domain') ~ ', company_domain)') }} as host,
        0 as is_landing
    from {{ ref('stg_ad_interactions') }}
),

hosts as (
    select
        host,
        max(is_landing) as is_landing
    from named_hosts
    where host is not null
    group by host
),

endings as (
    {%- for count in range(1, longest_suffix + 1) %}
    select
        host,
        {{ last_labels('host', count) }} as ending
    from hosts
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

-- an exception first, else the longest suffix; the last label is always one
suffixes as (
    select
        endings.host,
        coalesce(
            max(case when public_suffixes.is_exception then public_suffixes.label_count end),
            max(public_suffixes.label_count)
        ) as label_count
    from endings
    inner join {{ ref('public_suffixes') }} as public_suffixes
        on endings.ending = public_suffixes.suffix
    group by endings.host
),

registered as (
    select
        hosts.host,
        hosts.is_landing,
        case
            -- an address of numbers, and a host within a network, have no domain but themselves
            when {{ matches('hosts.host', "'^[0-9.]+$'") }} or hosts.host not like '%.%' then hosts.host
            {%- for count in range(2, longest_suffix + 1) %}
            when suffixes.label_count = {{ count }} then {{ last_labels('hosts.host', count + 1) }}
            {%- endfor %}
            else {{ last_labels('hosts.host', 2) }}
        end as domain
    from hosts
    left join suffixes
        on hosts.host = suffixes.host
),

-- where many have their pages, the landing pages' hosts are the company's own, their neighbours are not
shared as (
    select domains.domain
    from (select domain from registered where is_landing = 1 group by domain) as domains
    inner join {{ ref('channel_sources') }} as channel_sources
        on {{ matches('domains.domain', 'channel_sources.source_pattern') }}
    group by domains.domain
    union all
    select domain from {{ ref('shared_domains') }}
),

own_domains as (
    select domain
    from registered
    where is_landing = 1 and domain not in (select domain from shared)
    group by domain
)

select
    registered.host,
    registered.domain,
    registered.is_landing = 1
    or own_domains.domain is not null
    {%- for own in own_domains() %}
    or registered.host = '{{ own }}' or registered.host like '%.{{ own }}'
    {%- endfor %} as is_own
from registered
left join own_domains
    on registered.domain = own_domains.domain
