-- One row is a lead and a session that it is known to have had, before or after it became one.
with

bridge as (
    select * from {{ ref('int_lead_bridge') }} where lead_id is not null
),

visitors as (
    select
        bridge.lead_id,
        stg_leads.visitor_id
    from bridge
    inner join {{ ref('stg_leads') }} as stg_leads
        on bridge.source_lead_id = stg_leads.lead_id
    where stg_leads.visitor_id is not null
    group by bridge.lead_id, stg_leads.visitor_id
),

-- a session is a lead's by its visitor, by the lead it names, or by both
links as (
    select
        visitors.lead_id,
        sessions.session_id,
        sessions.started_at
    from {{ ref('int_sessions') }} as sessions
    inner join visitors
        on sessions.visitor_id = visitors.visitor_id
    union all
    select
        bridge.lead_id,
        sessions.session_id,
        sessions.started_at
    from {{ ref('int_sessions') }} as sessions
    inner join bridge
        on sessions.lead_id = bridge.source_lead_id
)

select
    lead_id,
    session_id,
    min(started_at) as started_at
from links
group by lead_id, session_id
