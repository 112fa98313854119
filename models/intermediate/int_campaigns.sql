-- One row is a campaign with its channel, platform and program.
with

campaigns as (
    select
        *,
        {{ as_name('channel') }} as channel_name,
        {{ as_name('platform') }} as platform_name,
        {{- own_values('campaigns', 'stg_campaigns') }}
        row_number() over (
            partition by campaign_id
            order by
                updated_at desc nulls last, started_on desc nulls last, campaign_name nulls last,
                utm_campaign nulls last
        ) as version_number
    from {{ ref('stg_campaigns') }} as stg_campaigns
),

utm_values as (
    select * from {{ ref('int_utm_values') }}
),

paying as (
    select campaign_id from {{ ref('stg_ad_spend') }} where campaign_id is not null group by campaign_id
),

told as (
    select
        campaigns.campaign_id,
        utm_values.utm_value as utm_campaign,
        platforms.platform,
        campaigns.program,
        {{- own_columns({'campaigns': 'campaigns'}) }}
        coalesce(
            -- a site's name stands for its ads where the campaign pays for some
            case when paying.campaign_id is not null then platform_channels.channel end,
            nullif(channels.channel, 'unknown'),
            platforms.channel
        ) as channel
    from campaigns
    left join utm_values
        on campaigns.utm_campaign = utm_values.utm_text
    left join {{ ref('int_channels') }} as channels
        on campaigns.channel_name = channels.name
    left join {{ ref('platform_channels') }} as platform_channels
        on campaigns.channel_name = platform_channels.name
    left join {{ ref('int_platforms') }} as platforms
        on campaigns.platform_name = platforms.name
    left join paying
        on campaigns.campaign_id = paying.campaign_id
    where campaigns.version_number = 1
),

told_by_utms as (
    select channel from {{ ref('channel_rules') }} group by channel
)

select
    told.campaign_id,
    told.utm_campaign,
    told.platform,
    coalesce(told.channel, 'unknown') as channel,
    coalesce(told.program, 'unknown') as program,
    {{- own_columns({'campaigns': 'told'}) }}
    told.channel is not null and told_by_utms.channel is null as is_beyond_utms
from told
left join told_by_utms
    on told.channel = told_by_utms.channel
