-- One row is a name that a social network is delivered under, and the one way it is spelt.
with

names as (
    select network as name from {{ ref('stg_social_posts') }} group by network
),

told as (
    select
        names.name,
        min(network_names.network) as network
    from names
    inner join {{ ref('network_names') }} as network_names
        on {{ matches('lower(names.name)', 'network_names.source_pattern') }}
    group by names.name
)

select
    names.name,
    coalesce(told.network, {{ as_name('names.name') }}) as network
from names
left join told
    on names.name = told.name
