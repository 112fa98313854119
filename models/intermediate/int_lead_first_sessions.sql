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

lead_sessions as (
    select visitors.lead_id, sessions.session_id, sessions.started_at
    from {{ ref('int_sessions') }} as sessions
    inner join visitors
        on sessions.visitor_id = visitors.visitor_id
    union all
    select bridge.lead_id, sessions.session_id, sessions.started_at
    from {{ ref('int_sessions') }} as sessions
    inner join bridge
        on sessions.lead_id = bridge.source_lead_id
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
