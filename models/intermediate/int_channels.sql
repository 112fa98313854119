-- One row is a name that a channel goes by: its own, or one that CRMs and people use.
with

known_channels as (
    select channel from {{ ref('channels') }}
    union all
    select channel from {{ ref('channel_rules') }}
),

other_names as (
    select
        name,
        channel
    from {{ ref('channel_names') }}
),

known_names as (
    select
        channel as name,
        channel
    from known_channels
    where channel not in (select name from other_names)
    group by channel
    union all
    select
        name,
        channel
    from other_names
),

-- what a company calls a channel of its own is one
own_names as (
    select {{ as_name('channel') }} as name from {{ ref('stg_campaigns') }} where channel is not null
    union all
    select {{ as_name('channel') }} as name from {{ ref('stg_costs') }} where channel is not null
)

select
    name,
    channel,
    false as is_own_name
from known_names
union all
select
    own_names.name,
    {{ unreserved('own_names.name') }} as channel,
    true as is_own_name
from own_names
left join known_names
    on own_names.name = known_names.name
where known_names.name is null
group by own_names.name
