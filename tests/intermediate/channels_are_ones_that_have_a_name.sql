-- Whatever has a channel (leads, deals, campaigns, sessions) has one that has a name, or unknown.
with

known as (
    select channel from {{ ref('int_channels') }}
    union all
    select channel from {{ ref('platform_channels') }}
    union all
    select 'unknown' as channel
),

named as (
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
