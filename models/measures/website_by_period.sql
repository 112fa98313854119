-- One row is what sessions, page views and lead actions came to in a period, for one value of one
-- dimension.
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

page_view_input as (
    select count(*) as is_delivered from {{ ref('int_delivered_inputs') }} where input = 'page_views'
),

-- the big tables are read once each and shrink to days
session_days as (
    select
        started_on as event_on,
        {{ website_dimensions() | join(', ') }},
        count(*) as sessions,
        sum(case when is_single_page then 1 else 0 end) as single_page_sessions,
        sum(case when is_engaged then 1 else 0 end) as engaged_sessions,
        sum(case when channel in ('organic_social', 'paid_social') then 1 else 0 end) as social_sessions,
        sum(case when channel = 'organic_search' then 1 else 0 end) as organic_search_sessions,
        sum(duration_seconds) as session_seconds,
        -- without the input page_views, sessions say how many pages were seen
        sum(case when page_view_input.is_delivered = 0 then page_view_count end) as page_views
    from {{ ref('fct_sessions') }}
    cross join page_view_input
    group by started_on, {{ website_dimensions() | join(', ') }}
),

page_view_days as (
    select
        viewed_on as event_on,
        {{ website_dimensions() | join(', ') }},
        count(*) as page_views
    from {{ ref('fct_page_views') }}
    group by viewed_on, {{ website_dimensions() | join(', ') }}
),

events as (
    select * from session_days
    union all
    select
        event_on,
        {{ website_dimensions() | join(', ') }},
        0 as sessions,
        0 as single_page_sessions,
        0 as engaged_sessions,
        0 as social_sessions,
        0 as organic_search_sessions,
        0 as session_seconds,
        page_views
    from page_view_days
)

{{ by_period(
    'events',
    dimensions=website_dimensions(),
    counts={
        'sessions': 'sum(events.sessions)',
        'single_page_sessions': 'sum(events.single_page_sessions)',
        'engaged_sessions': 'sum(events.engaged_sessions)',
        'social_sessions': 'sum(events.social_sessions)',
        'organic_search_sessions': 'sum(events.organic_search_sessions)',
        'page_views': 'sum(coalesce(events.page_views, 0))',
    },
    amounts={'session_seconds': 'sum(coalesce(events.session_seconds, 0))'},
) }}
