-- One row is a combination of source, medium, campaign and referring host that occurs, with the
-- channel that the rules make of it.
with

delivered_touches as (
    select touch_source, touch_medium, touch_campaign, referrer_host from {{ ref('int_session_touches') }}
    union all
    select touch_source, touch_medium, touch_campaign, referrer_host from {{ ref('int_lead_touches') }}
    union all
    select touch_source, touch_medium, touch_campaign, referrer_host from {{ ref('int_web_totals') }}
),

distinct_touches as (
    select
        touch_source,
        touch_medium,
        touch_campaign,
        referrer_host
    from delivered_touches
    group by touch_source, touch_medium, touch_campaign, referrer_host
),

hosted as (
    select
        touches.*,
        {{ touch_key('touches') }} as touch_key,
        case when not referrers.is_own then {{ unreserved('referrers.host') }} end as referring_host,
        -- the own site refers nobody, whether a tool says so by its host or by naming it as the source
        coalesce(touches.touch_medium, 'referral') = 'referral'
        and coalesce(stated.is_own, touches.touch_source is null and referrers.is_own, false) as is_self_referral
    from distinct_touches as touches
    left join {{ ref('int_domains') }} as stated
        on touches.touch_source = stated.host
    left join {{ ref('int_domains') }} as referrers
        on touches.referrer_host = referrers.host
),

resolved as (
    select
        touch_key,
        touch_campaign as campaign,
        case when not is_self_referral then coalesce(touch_source, referring_host) end as source,
        case
            when is_self_referral then null
            when touch_source is null and referring_host is not null then coalesce(touch_medium, 'referral')
            else touch_medium
        end as medium
    from hosted
),

sources as (
    select source from resolved where source is not null group by source
),

categories as (
    select
        sources.source,
        channel_sources.category
    from sources
    inner join {{ ref('channel_sources') }} as channel_sources
        on {{ matches('sources.source', 'channel_sources.source_pattern') }}
    group by sources.source, channel_sources.category
),

networks as (
    select
        sources.source,
        min(network_names.network) as network
    from sources
    inner join {{ ref('network_names') }} as network_names
        on {{ matches('sources.source', 'network_names.source_pattern') }}
    group by sources.source
),

-- an empty cell is no condition, however a reader of the seed took it
rules as (
    select
        priority,
        channel,
        is_guess,
        nullif(source_category, '') as source_category,
        nullif(source_pattern, '') as source_pattern,
        nullif(medium_pattern, '') as medium_pattern,
        nullif(campaign_pattern, '') as campaign_pattern
    from {{ ref('channel_rules') }}
),

applying as (
    select
        resolved.touch_key,
        min(rules.priority) as priority
    from resolved
    left join categories
        on resolved.source = categories.source
    inner join rules
        on
            (rules.source_category is null or rules.source_category = categories.category)
            and (rules.source_pattern is null or {{ matches('resolved.source', 'rules.source_pattern') }})
            and (rules.medium_pattern is null or {{ matches('resolved.medium', 'rules.medium_pattern') }})
            and (rules.campaign_pattern is null or {{ matches('resolved.campaign', 'rules.campaign_pattern') }})
    group by resolved.touch_key
)

select
    resolved.touch_key,
    resolved.source,
    resolved.medium,
    resolved.campaign,
    coalesce(networks.network, resolved.source) as network,
    case
        when resolved.source is null and resolved.medium is null and resolved.campaign is null then 'direct'
        -- what no rule knows may be a channel's name
        else coalesce(rules.channel, nullif(channels.channel, 'direct'), 'unknown')
    end as channel,
    coalesce(rules.is_guess, channels.channel is null) as is_guess
from resolved
left join networks
    on resolved.source = networks.source
left join applying
    on resolved.touch_key = applying.touch_key
left join rules
    on applying.priority = rules.priority
left join {{ ref('int_channels') }} as channels
    on {{ as_name('resolved.medium') }} = channels.name
