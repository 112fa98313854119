-- One row is a lead and the first session it is known to have had before it became one.
with

lead_starts as (
    select
        lead_id,
        min(created_at) as created_at
    from {{ ref('int_lead_bridge') }}
    where lead_id is not null and not is_deleted
    group by lead_id
),

ranked as (
    select
        lead_sessions.lead_id,
        lead_sessions.session_id,
        row_number() over (
            partition by lead_sessions.lead_id
            order by lead_sessions.started_at, lead_sessions.session_id
        ) as touch_number
    from {{ ref('int_lead_sessions') }} as lead_sessions
    inner join lead_starts
        on lead_sessions.lead_id = lead_starts.lead_id
    where lead_sessions.started_at <= lead_starts.created_at
)

select
    lead_id,
    session_id
from ranked
where touch_number = 1
