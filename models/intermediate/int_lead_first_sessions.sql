-- One row is a lead and the first session it is known to have had before it became one.
with

bridge as (
    select * from {{ ref('int_lead_bridge') }} where lead_id is not null
),

lead_starts as (
    select
        lead_id,
        min(created_at) as created_at
    from bridge
    where not is_deleted
    group by lead_id
),

visitors as (
    select distinct
        bridge.lead_id,
        stg_leads.visitor_id
    from bridge
    inner join {{ ref('stg_leads') }} as stg_leads
        on bridge.source_lead_id = stg_leads.lead_id
    where stg_leads.visitor_id is not null
),

-- the big table is read once: a session is a lead's by its visitor, by the lead it names, or by
-- both
linked_sessions as (
    select
        sessions.session_id,
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

lead_sessions as (
    select
        lead_id_by_visitor as lead_id,
        session_id,
        started_at
    from linked_sessions
    where lead_id_by_visitor is not null
    union all
    select
        lead_id_by_name as lead_id,
        session_id,
        started_at
    from linked_sessions
    where lead_id_by_name is not null
),

ranked as (
    select
        lead_sessions.lead_id,
        lead_sessions.session_id,
        row_number() over (
            partition by lead_sessions.lead_id
            order by lead_sessions.started_at, lead_sessions.session_id
        ) as touch_number
    from lead_sessions
    inner join lead_starts
        on lead_sessions.lead_id = lead_starts.lead_id
    where lead_sessions.started_at <= lead_starts.created_at
)

select
    lead_id,
    session_id
from ranked
where touch_number = 1
