-- One row is a lead and an outcome (customer, sql): whether it came in time, and which cohort the
-- lead is in.
with

leads as (
    select * from {{ ref('fct_leads') }}
),

outcomes as (
    select lead_id, created_at, created_on, 'customer' as outcome, customer_at as reached_at from leads
    union all
    select lead_id, created_at, created_on, 'sql' as outcome, sql_at as reached_at from leads
),

judged as (
    select
        *,
        created_on <= {{ as_of() }} - {{ var('lead_score_outcome_days', 120) }} as is_known,
        coalesce(reached_at <= created_at + interval '{{ var("lead_score_days", 14) }}' day, false) as is_early,
        coalesce(reached_at <= created_at + interval '{{ var("lead_score_outcome_days", 120) }}' day, false)
            as is_positive
    from outcomes
),

-- older leads teach, younger ones examine; whole days, so that no day is torn apart
numbered as (
    select
        *,
        count(*) over (partition by outcome, is_known and not is_early order by created_on nulls last) as leads_so_far,
        count(*) over (partition by outcome, is_known and not is_early) as all_leads
    from judged
)

select
    lead_id,
    outcome,
    created_on,
    is_positive,
    case
        when is_early then 'reached early'
        when not is_known then 'open'
        when leads_so_far * 10 <= all_leads * 7 then 'training'
        else 'held_out'
    end as cohort
from numbered
