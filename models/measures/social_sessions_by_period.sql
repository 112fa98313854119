-- One row is the sessions and visitors that social channels brought in a period, for one value of one dimension.
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

visits as (
    select
        sessions.started_on as event_on,
        {{ qualified(common_dimensions(), 'sessions') }},
        sessions.source as network,
        sessions.visitor_id,
        count(*) as sessions,
        max(case when acting_sessions.session_id is not null then sessions.visitor_id end) as acting_visitor_id
    from {{ ref('fct_sessions') }} as sessions
    left join acting_sessions
        on sessions.session_id = acting_sessions.session_id
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
