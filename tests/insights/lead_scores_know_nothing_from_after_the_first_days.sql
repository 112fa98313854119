-- No leakage: sessions counted for a score all lie within the lead's first days.
with

in_time as (
    select
        leads.lead_id,
        count(*) as sessions
    from {{ ref('fct_leads') }} as leads
    inner join {{ ref('int_lead_sessions') }} as lead_sessions
        on leads.lead_id = lead_sessions.lead_id
    where lead_sessions.started_at <= leads.created_at + interval '{{ var("lead_score_days", 14) }}' day
    group by leads.lead_id
),

counted as (
    select lead_id, times as sessions
    from {{ ref('int_lead_signals') }}
    where signal = 'sessions'
)

select *
from in_time
full outer join counted using (lead_id)
where in_time.sessions is distinct from counted.sessions
