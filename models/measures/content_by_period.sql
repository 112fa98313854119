-- One row is how many visitors saw and took content offers in a period, for one value of one
-- dimension.
{%- set dimensions = dimensions_of('sessions') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

seen as (
    select
        page_views.viewed_on as event_on,
        {{ qualified(dimensions, 'page_views') }},
        offers.content_offer,
        sessions.visitor_id,
        0 as is_taken
    from {{ ref('fct_page_views') }} as page_views
    inner join {{ ref('dim_content_offers') }} as offers
        on page_views.page_path = offers.page_path
    inner join {{ ref('fct_sessions') }} as sessions
        on page_views.session_id = sessions.session_id
),

-- who took an offer has seen it, whether or not the page view was counted
taken as (
    select
        occurred_on as event_on,
        {{ dimensions | join(', ') }},
        content_offer,
        visitor_id,
        1 as is_taken
    from {{ ref('fct_web_conversions') }}
    where has_content_offer and visitor_id is not null
),

events as (
    select * from seen
    union all
    select * from taken
)

{{ distinct_by_period(
    'events',
    entity='visitor_id',
    dimensions=dimensions + ['content_offer'],
    counts={'visitors_who_saw_offers': 'true', 'visitors_who_took_offers': 'events.is_taken = 1'},
) }}
