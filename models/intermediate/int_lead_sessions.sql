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

-- the big table is read once: a session is a lead's by its visitor, by the lead it names, or by
-- both
linked_sessions as (
    select
        sessions.session_id,
        sessions.visitor_id,
        sessions.started_at,
        visitors.lead_id as lead_id_by_visitor,
        bridge.lead_id as lead_id_by_name
    from {{ ref('int_sessions') }} as sessions
    left join visitors
        on sessions.visitor_id = visitors.visitor_id
    left join bridge
        on sessions.lead_id = bridge.source_lead_id
    where visitors.lead_id is not null or bridge.lead_id is not null
),

links as (
    select
        lead_id_by_visitor as lead_id,
        session_id,
        visitor_id,
        started_at
    from linked_sessions
    where lead_id_by_visitor is not null
    union all
    select
        lead_id_by_name as lead_id,
        session_id,
        visitor_id,
        started_at
    from linked_sessions
    where lead_id_by_name is not null
)

select
    lead_id,
    session_id,
    visitor_id,
    started_at
from links
group by lead_id, session_id, visitor_id, started_at
