-- One row is the sessions and visitors that social channels brought in a period, for one value of
-- one dimension.
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

acting_sessions as (
    select session_id
    from {{ ref('fct_web_conversions') }}
    where session_id is not null
    group by session_id
),

-- an action that names no session counts with its visitor's sessions of the day
acting_visitor_days as (
    select
        visitor_id,
        occurred_on
    from {{ ref('fct_web_conversions') }}
    where session_id is null and visitor_id is not null
    group by visitor_id, occurred_on
),

visits as (
    select
        sessions.started_on as event_on,
        {{ qualified(common_dimensions(), 'sessions') }},
        sessions.source as network,
        sessions.visitor_id,
        count(*) as sessions,
        max(case
            when acting_sessions.session_id is not null or acting_visitor_days.visitor_id is not null
                then sessions.visitor_id
        end) as acting_visitor_id
    from {{ ref('fct_sessions') }} as sessions
    left join acting_sessions
        on sessions.session_id = acting_sessions.session_id
    left join acting_visitor_days
        on
            sessions.visitor_id = acting_visitor_days.visitor_id
            and sessions.started_on = acting_visitor_days.occurred_on
    where sessions.channel in ('organic_social', 'paid_social')
    group by
        sessions.started_on, {{ qualified(common_dimensions(), 'sessions') }}, sessions.source, sessions.visitor_id
)

{{ by_period(
    'visits',
    dimensions=common_dimensions() + ['network'],
    counts={
        'social_website_sessions': 'sum(visits.sessions)',
        'social_visitors': 'count(distinct visits.visitor_id)',
        'social_visitors_with_lead_action': 'count(distinct visits.acting_visitor_id)',
    },
) }}
