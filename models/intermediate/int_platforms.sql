-- One row is a name that a platform is delivered under, the one way it is spelt, and the channel of
-- campaigns on it that state none.
with

delivered as (
    select platform from {{ ref('stg_campaigns') }}
    union all
    select platform from {{ ref('stg_ad_spend') }}
    union all
    select platform from {{ ref('stg_ad_interactions') }}
),

names as (
    select {{ as_name('platform') }} as name
    from delivered
    where platform is not null
    group by {{ as_name('platform') }}
),

told as (
    select
        names.name,
        coalesce(platform_channels.platform, names.name) as platform,
        -- a platform may be called by its channel
        coalesce(platform_channels.channel, channels.channel) as channel,
        platform_channels.name is not null or channels.name is not null as is_known
    from names
    left join {{ ref('platform_channels') }} as platform_channels
        on names.name = platform_channels.name
    left join {{ ref('int_channels') }} as channels
        on names.name = channels.name
),

counted as (
    select
        *,
        count(*) over (partition by platform) as name_count
    from told
)

select
    name,
    -- a company that has one name for it keeps that
    case when name_count = 1 then name else platform end as platform,
    channel,
    is_known
from counted
