-- One row is a campaign with its channel and program.
with

campaigns as (
    select
        *,
        replace(replace(lower(channel), ' ', '_'), '-', '_') as channel_name,
        replace(replace(lower(platform), ' ', '_'), '-', '_') as platform_name
    from {{ ref('stg_campaigns') }}
),

channels as (
    select * from {{ ref('int_channels') }}
),

platform_channels as (
    select * from {{ ref('platform_channels') }}
)

select
    campaigns.campaign_id,
    lower(campaigns.utm_campaign) as utm_campaign,
    -- the stated channel; one that nobody knows, or none, is told by the platform
    coalesce(channels.channel, platform_channels.channel, 'unknown') as channel,
    coalesce(campaigns.program, 'unknown') as program
from campaigns
left join channels
    on campaigns.channel_name = channels.name
left join platform_channels
    on campaigns.platform_name = platform_channels.platform
