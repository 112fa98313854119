-- One row is a session with its channel, campaign and account; those of robots are left out.
with

sessions as (
    select
        *,
        {{ business_date('started_at') }} as started_on
    from {{ ref('stg_sessions') }}
),

touches as (
    select
        *,
        {{ touch_key('session_touches') }} as touch_key
    from {{ ref('int_session_touches') }} as session_touches
),

touch_channels as (
    select * from {{ ref('int_touch_channels') }}
),

touch_campaigns as (
    select * from {{ ref('int_touch_campaigns') }}
)

select
    sessions.session_id,
    sessions.visitor_id,
    sessions.lead_id,
    touch_campaigns.campaign_id,
    sessions.started_at,
    sessions.started_on,
    coalesce(touch_campaigns.channel, touch_channels.channel) as channel,
    touches.landing_page_path,
    -- as the link named them, and as the channel rules read them
    coalesce(touches.utm_source, 'unknown') as utm_source,
    coalesce(touches.utm_medium, 'unknown') as utm_medium,
    coalesce(touch_channels.source, '(direct)') as source,
    coalesce(touch_channels.medium, '(none)') as medium,
    coalesce(touch_channels.network, '(direct)') as network,
    {{- own_values('sessions', 'sessions') }}
    account_domains.account_id,
    sessions.page_views,
    sessions.duration_seconds
from sessions
inner join touches
    on sessions.session_id = touches.session_id
inner join touch_channels
    on touches.touch_key = touch_channels.touch_key
left join touch_campaigns
    on
        touches.touch_key = touch_campaigns.touch_key
        and sessions.started_on >= touch_campaigns.valid_from
        and (touch_campaigns.valid_until is null or sessions.started_on < touch_campaigns.valid_until)
left join {{ ref('int_account_domains') }} as account_domains
    on touches.account_host = account_domains.host
