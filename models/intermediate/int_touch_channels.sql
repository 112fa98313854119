-- One row is a combination of source, medium and campaign that occurs, and its channel.
with

delivered_touches as (
    select touch_source, touch_medium, touch_campaign from {{ ref('int_session_touches') }}
    union all
    select touch_source, touch_medium, touch_campaign from {{ ref('int_lead_touches') }}
),

touches as (
    select
        touch_source,
        touch_medium,
        touch_campaign
    from delivered_touches
    group by touch_source, touch_medium, touch_campaign
),

categories as (
    select distinct
        touches.touch_source,
        channel_sources.category
    from touches
    inner join {{ ref('channel_sources') }} as channel_sources
        on {{ matches('touches.touch_source', 'channel_sources.source_pattern') }}
),

-- an empty cell is no condition, however a reader of the seed took it
rules as (
    select
        priority,
        channel,
        nullif(source_category, '') as source_category,
        nullif(source_pattern, '') as source_pattern,
        nullif(medium_pattern, '') as medium_pattern,
        nullif(campaign_pattern, '') as campaign_pattern
    from {{ ref('channel_rules') }}
),

applying as (
    select
        touches.touch_source,
        touches.touch_medium,
        touches.touch_campaign,
        min(rules.priority) as priority
    from touches
    left join categories
        on touches.touch_source = categories.touch_source
    inner join rules
        on
            (rules.source_category is null or rules.source_category = categories.category)
            and (rules.source_pattern is null or {{ matches('touches.touch_source', 'rules.source_pattern') }})
            and (rules.medium_pattern is null or {{ matches('touches.touch_medium', 'rules.medium_pattern') }})
            and (rules.campaign_pattern is null or {{ matches('touches.touch_campaign', 'rules.campaign_pattern') }})
    group by touches.touch_source, touches.touch_medium, touches.touch_campaign
)

select
    touches.touch_source,
    touches.touch_medium,
    touches.touch_campaign,
    {{ touch_key('touches') }} as touch_key,
    case
        when touches.touch_source is null and touches.touch_medium is null and touches.touch_campaign is null
            then 'direct'
        else coalesce(rules.channel, 'unknown')
    end as channel
from touches
left join applying
    on {{ touch_key('touches') }} = {{ touch_key('applying') }}
left join rules
    on applying.priority = rules.priority
