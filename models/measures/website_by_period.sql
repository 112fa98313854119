-- One row is what sessions, page views and lead actions came to in a period, for one value of one
-- dimension.
{%- set dimensions = dimensions_of('sessions') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

delivered as (
    select
        max(case when input = 'page_views' then 1 else 0 end) as has_page_views,
        max(case when input = 'web_conversions' then 1 else 0 end) as has_conversions
    from {{ ref('int_delivered_inputs') }}
),

-- the big tables are read once each and shrink to days
session_days as (
    select
        started_on as event_on,
        {{ dimensions | join(', ') }},
        count(*) as sessions,
        sum(case when is_single_page then 1 else 0 end) as single_page_sessions,
        sum(case when is_engaged then 1 else 0 end) as engaged_sessions,
        sum(case when channel in ('organic_social', 'paid_social') then 1 else 0 end) as social_sessions,
        sum(case when channel = 'organic_search' then 1 else 0 end) as organic_search_sessions,
        sum(duration_seconds) as session_seconds,
        sum(page_view_count) as page_views,
        count(page_view_count) as sessions_with_pages,
        count(duration_seconds) as sessions_with_duration
    from {{ ref('fct_sessions') }}
    group by started_on, {{ dimensions | join(', ') }}
),

-- what no session says was not measured, and is not nothing
told as (
    select
        delivered.has_page_views = 1 as has_page_views,
        delivered.has_page_views = 1 or days.sessions_with_pages > 0 as has_pages,
        days.sessions_with_duration > 0 as has_durations,
        delivered.has_page_views = 1 or days.sessions_with_pages > 0 or days.sessions_with_duration > 0
        or delivered.has_conversions = 1 as has_engagement
    from delivered
    cross join (
        select
            sum(sessions_with_pages) as sessions_with_pages,
            sum(sessions_with_duration) as sessions_with_duration
        from session_days
    ) as days
),

page_view_days as (
    select
        viewed_on as event_on,
        {{ dimensions | join(', ') }},
        count(*) as page_views
    from {{ ref('fct_page_views') }}
    group by viewed_on, {{ dimensions | join(', ') }}
),

events as (
    select
        session_days.event_on,
        {{ qualified(dimensions, 'session_days') }},
        session_days.sessions,
        session_days.social_sessions,
        session_days.organic_search_sessions,
        case when told.has_pages then session_days.single_page_sessions end as single_page_sessions,
        case when told.has_pages then session_days.sessions end as sessions_with_known_bounce,
        case when told.has_engagement then session_days.engaged_sessions end as engaged_sessions,
        case when told.has_engagement then session_days.sessions end as sessions_with_known_engagement,
        case when told.has_durations then coalesce(session_days.session_seconds, 0) end as session_seconds,
        case when told.has_durations then session_days.sessions end as sessions_with_known_duration,
        -- without the input page_views, sessions say how many pages were seen
        case
            when told.has_page_views then 0
            when told.has_pages then coalesce(session_days.page_views, 0)
        end as page_views,
        case when told.has_pages then session_days.sessions end as sessions_with_known_pages
    from session_days
    cross join told
    union all
    select
        event_on,
        {{ dimensions | join(', ') }},
        0 as sessions,
        0 as social_sessions,
        0 as organic_search_sessions,
        0 as single_page_sessions,
        0 as sessions_with_known_bounce,
        0 as engaged_sessions,
        0 as sessions_with_known_engagement,
        0 as session_seconds,
        0 as sessions_with_known_duration,
        page_views,
        0 as sessions_with_known_pages
    from page_view_days
    union all
    select
        date_day as event_on,
        {{ dimensions | join(', ') }},
        sessions,
        case when channel in ('organic_social', 'paid_social') then sessions else 0 end as social_sessions,
        case when channel = 'organic_search' then sessions else 0 end as organic_search_sessions,
        cast(null as bigint) as single_page_sessions,
        cast(null as bigint) as sessions_with_known_bounce,
        engaged_sessions,
        case when engaged_sessions is not null then sessions end as sessions_with_known_engagement,
        cast(null as decimal(38, 4)) as session_seconds,
        cast(null as bigint) as sessions_with_known_duration,
        page_views,
        case when page_views is not null then sessions end as sessions_with_known_pages
    from {{ ref('fct_web_totals') }}
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={
        'sessions': 'sum(events.sessions)',
        'social_sessions': 'sum(events.social_sessions)',
        'organic_search_sessions': 'sum(events.organic_search_sessions)',
        'single_page_sessions': 'sum(events.single_page_sessions)',
        'sessions_with_known_bounce': 'sum(events.sessions_with_known_bounce)',
        'engaged_sessions': 'sum(events.engaged_sessions)',
        'sessions_with_known_engagement': 'sum(events.sessions_with_known_engagement)',
        'sessions_with_known_duration': 'sum(events.sessions_with_known_duration)',
        'page_views': 'sum(events.page_views)',
        'sessions_with_known_pages': 'sum(events.sessions_with_known_pages)',
    },
    amounts={'session_seconds': 'sum(events.session_seconds)'},
) }}
