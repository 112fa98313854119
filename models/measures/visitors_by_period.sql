-- One row is how many different visitors came in a period, for one value of one dimension.
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

first_sessions as (
    select
        visitor_id,
        min(started_on) as first_seen_on
    from {{ ref('fct_sessions') }}
    group by visitor_id
),

-- a lead action counts with its session, one that names none with its visitor's sessions of the day
acting_sessions as (
    select session_id
    from {{ ref('fct_web_conversions') }}
    where session_id is not null
    group by session_id
),

acting_visitor_days as (
    select
        visitor_id,
        occurred_on
    from {{ ref('fct_web_conversions') }}
    where session_id is null and visitor_id is not null
    group by visitor_id, occurred_on
),

-- a visitor counts once a day and combination, which is all that distinct counts need of the
-- sessions
visits as (
    select
        sessions.started_on as event_on,
        sessions.visitor_id,
        first_sessions.first_seen_on,
        {{ qualified(website_dimensions(), 'sessions') }},
        max(case
            when acting_sessions.session_id is not null or acting_visitor_days.visitor_id is not null
                then sessions.visitor_id
        end) as acting_visitor_id
    from {{ ref('fct_sessions') }} as sessions
    inner join first_sessions
        on sessions.visitor_id = first_sessions.visitor_id
    left join acting_sessions
        on sessions.session_id = acting_sessions.session_id
    left join acting_visitor_days
        on sessions.visitor_id = acting_visitor_days.visitor_id and sessions.started_on = acting_visitor_days.occurred_on
    group by
        sessions.started_on, sessions.visitor_id, first_sessions.first_seen_on,
        {{ qualified(website_dimensions(), 'sessions') }}
)

{{ by_period(
    'visits',
    dimensions=website_dimensions(),
    counts={
        'visitors': 'count(distinct visits.visitor_id)',
        'new_visitors': 'count(distinct case '
            ~ 'when visits.first_seen_on >= date_periods.period_start then visits.visitor_id end)',
        'visitors_with_lead_action': 'count(distinct visits.acting_visitor_id)',
    },
) }}
