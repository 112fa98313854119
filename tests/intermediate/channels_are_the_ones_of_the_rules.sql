-- Whatever names a channel (seeds, leads, deals, campaigns, sessions) names one of the rules', or direct or unknown.
with

known as (
    select channel from {{ ref('channel_rules') }}
    union all
    select 'direct' as channel
    union all
    select 'unknown' as channel
),

named as (
    select 'channel_names' as place, channel from {{ ref('channel_names') }}
    union all
    select 'platform_channels' as place, channel from {{ ref('platform_channels') }}
    union all
    select 'leads' as place, channel from {{ ref('int_leads') }}
    union all
    select 'deals' as place, channel from {{ ref('int_deals') }}
    union all
    select 'campaigns' as place, channel from {{ ref('int_campaigns') }}
    union all
    select 'sessions' as place, channel from {{ ref('int_sessions') }}
)

select
    place,
    channel,
    count(*) as row_count
from named
where channel is null or channel not in (select channel from known)
group by place, channel
