-- One row is a utm_campaign with what arrived under it, and what it would be called in one spelling.
with

utm_values as (
    select * from {{ ref('int_utm_values') }}
),

-- by text first, which are few
sessions as (
    select
        utm_campaign as utm_text,
        count(*) as sessions,
        min({{ business_date('started_at') }}) as first_on,
        max({{ business_date('started_at') }}) as last_on
    from {{ ref('stg_sessions') }}
    where utm_campaign is not null and not coalesce(is_bot, false)
    group by utm_campaign
),

-- a person whose rows were merged may have come under several
people as (
    select
        touches.touch_campaign as utm_campaign,
        bridge.lead_id,
        min({{ business_date('bridge.created_at') }}) as created_on
    from {{ ref('int_lead_touches') }} as touches
    inner join {{ ref('int_lead_bridge') }} as bridge
        on touches.lead_id = bridge.source_lead_id
    where touches.touch_campaign is not null and bridge.lead_id is not null
    group by touches.touch_campaign, bridge.lead_id
),

arrived as (
    select
        utm_values.utm_value as utm_campaign,
        sessions.sessions,
        0 as leads,
        sessions.first_on,
        sessions.last_on
    from sessions
    inner join utm_values
        on sessions.utm_text = utm_values.utm_text
    where utm_values.utm_value is not null
    union all
    select
        utm_campaign,
        0 as sessions,
        1 as leads,
        created_on as first_on,
        created_on as last_on
    from people
),

counted as (
    select
        utm_campaign,
        cast(sum(sessions) as bigint) as sessions,
        cast(sum(leads) as bigint) as leads,
        min(first_on) as first_on,
        max(last_on) as last_on
    from arrived
    group by utm_campaign
)

select
    *,
    {{ in_one_spelling('utm_campaign') }} as spelling
from counted
