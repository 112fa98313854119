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

-- a visitor counts once a day and combination, which is all that distinct counts need of the sessions
events as (
    select
        sessions.started_on as event_on,
        sessions.visitor_id,
        first_sessions.first_seen_on,
        {{ website_dimensions('sessions') | join(', ') }},
        max(case when actions.session_id is not null then 1 else 0 end) as has_lead_action
    from {{ ref('fct_sessions') }} as sessions
    inner join first_sessions
        on sessions.visitor_id = first_sessions.visitor_id
    left join (
        select session_id
        from {{ ref('fct_web_conversions') }}
        where session_id is not null
        group by session_id
    ) as actions
        on sessions.session_id = actions.session_id
    group by
        sessions.started_on, sessions.visitor_id, first_sessions.first_seen_on,
        {{ website_dimensions('sessions') | join(', ') }}
),

new_visitors as (
    select
        events.*,
        case when has_lead_action = 1 then visitor_id end as acting_visitor_id,
        case when channel in ('organic_social', 'paid_social') then visitor_id end as social_visitor_id
    from events
)

{{ by_period(
    'new_visitors',
    dimensions=website_dimensions(),
    counts={
        'visitors': 'count(distinct new_visitors.visitor_id)',
        'new_visitors': 'count(distinct case when new_visitors.first_seen_on >= date_periods.period_start then new_visitors.visitor_id end)',
        'visitors_with_lead_action': 'count(distinct new_visitors.acting_visitor_id)',
        'social_visitors': 'count(distinct new_visitors.social_visitor_id)',
    },
) }}
