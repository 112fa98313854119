-- One row is how far landing pages were scrolled in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('sessions') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

landing_page_views as (
    select
        viewed_on as event_on,
        {{ dimensions | join(', ') }},
        {{ yes_no('channel in (' ~ paid_channels() ~ ')') }} as ad_click,
        count(*) as landing_page_views,
        sum(case when scroll_percent >= 25 then 1 else 0 end) as scrolled_25,
        sum(case when scroll_percent >= 50 then 1 else 0 end) as scrolled_50,
        sum(case when scroll_percent >= 75 then 1 else 0 end) as scrolled_75,
        sum(case when scroll_percent >= 100 then 1 else 0 end) as scrolled_100
    from {{ ref('fct_page_views') }}
    where is_landing_page
    group by viewed_on, {{ dimensions | join(', ') }}
)

{{ by_period(
    'landing_page_views',
    dimensions=dimensions + ['ad_click'],
    counts={
        'landing_page_views': 'sum(landing_page_views.landing_page_views)',
        'scrolled_25': 'sum(landing_page_views.scrolled_25)',
        'scrolled_50': 'sum(landing_page_views.scrolled_50)',
        'scrolled_75': 'sum(landing_page_views.scrolled_75)',
        'scrolled_100': 'sum(landing_page_views.scrolled_100)',
    },
) }}
