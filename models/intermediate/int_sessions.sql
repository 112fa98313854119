-- One row is a session with its channel, campaign and account.
with

sessions as (
    select * from {{ ref('stg_sessions') }}
),

touches as (
    select * from {{ ref('int_session_touches') }}
),

touch_channels as (
    select * from {{ ref('int_touch_channels') }}
),

campaign_utms as (
    select * from {{ ref('int_campaign_utms') }}
)

select
    sessions.session_id,
    sessions.visitor_id,
    sessions.lead_id,
    campaign_utms.campaign_id,
    sessions.started_at,
    touch_channels.channel,
    touches.landing_page_path,
    -- as the link named them, and as the channel rules read them
    coalesce(lower(sessions.utm_source), 'unknown') as utm_source,
    coalesce(lower(sessions.utm_medium), 'unknown') as utm_medium,
    coalesce(touches.touch_source, '(direct)') as source,
    coalesce(touches.touch_medium, '(none)') as medium,
    lower(sessions.account_domain) as account_domain,
    sessions.page_views,
    sessions.duration_seconds
from sessions
inner join touches
    on sessions.session_id = touches.session_id
inner join touch_channels
    on {{ touch_key('touches') }} = touch_channels.touch_key
left join campaign_utms
    on touches.touch_campaign = campaign_utms.utm_campaign
