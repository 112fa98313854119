-- One row is a page seen, with the dimensions of its session.
with

page_views as (
    select
        *,
        row_number() over (partition by session_id order by viewed_at, page_view_id) as view_number
    from {{ ref('stg_page_views') }}
)

select
    page_views.page_view_id,
    page_views.session_id,
    page_views.viewed_at,
    {{ business_date('page_views.viewed_at') }} as viewed_on,
    coalesce(
        {{ unreserved("split_part(split_part(page_views.page_path, '?', 1), '#', 1)") }}, 'unknown'
    ) as page_path,
    coalesce(sessions.channel, 'unknown') as channel,
    {{ campaign_columns("coalesce(sessions.campaign, 'unknown')") }},
    coalesce(sessions.segment, 'unknown') as segment,
    coalesce(sessions.program, 'unknown') as program,
    coalesce(sessions.target_account, 'unknown') as target_account,
    coalesce(sessions.icp, 'unknown') as icp,
    coalesce(sessions.page, 'unknown') as page,
    coalesce(sessions.utm_source, 'unknown') as utm_source,
    coalesce(sessions.utm_medium, 'unknown') as utm_medium,
    coalesce(sessions.visitor_type, 'unknown') as visitor_type,
    {{- own_columns({'accounts': 'sessions', 'campaigns': 'sessions', 'sessions': 'sessions'}) }}
    page_views.scroll_percent,
    page_views.seconds_on_page,
    page_views.view_number = 1 as is_landing_page
from page_views
left join {{ ref('fct_sessions') }} as sessions
    on page_views.session_id = sessions.session_id
left join {{ ref('int_bot_sessions') }} as bot_sessions
    on page_views.session_id = bot_sessions.session_id
where bot_sessions.session_id is null
