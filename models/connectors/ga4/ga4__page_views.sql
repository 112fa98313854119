-- One row is a page seen, with how far it was scrolled and how long it was looked at before the next.
with

events as (
    select
        session_id,
        event_name,
        sort_key,
        occurred_at,
        page_location,
        batch_event_index,
        {{ typed('percent_scrolled', 'decimal(9,4)', {}) }} as percent_scrolled,
        {{ typed('engagement_msec', 'bigint', {}) }} as engagement_msec,
        sum(case when event_name = 'page_view' then 1 else 0 end) over (
            partition by session_id
            -- what else happens at the moment of a view comes behind it
            order by sort_key nulls first, case when event_name = 'page_view' then 0 else 1 end nulls first, event_name nulls first
            rows between unbounded preceding and current row
        ) as number_of_view
    from {{ ref('int_ga4__events') }}
    where left_out_reason is null
),

views as (
    select
        session_id,
        number_of_view,
        max(case when event_name = 'page_view' then sort_key end) as sort_key,
        max(case when event_name = 'page_view' then occurred_at end) as occurred_at,
        max(case when event_name = 'page_view' then page_location end) as page_location,
        max(case when event_name = 'page_view' then batch_event_index end) as batch_event_index,
        max(percent_scrolled) as percent_scrolled,
        sum(engagement_msec) as engagement_msec
    from events
    where number_of_view > 0
    group by session_id, number_of_view
)

select
    {{ contract_columns('page_views', {
        'page_view_id': "session_id || '.' || occurred_at || '.' || coalesce(batch_event_index, '0')",
        'session_id': 'session_id',
        'viewed_at': 'occurred_at',
        'page_path': 'page_location',
        'scroll_percent': 'percent_scrolled',
        'seconds_on_page': 'cast(engagement_msec * cast(0.001 as decimal(4, 3)) as decimal(18, 3))',
    }) }},
    1 as source_rows
from views
