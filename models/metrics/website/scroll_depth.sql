-- The shares of landing page views that were scrolled at least so far.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

scrolling as (
    select * from {{ ref('scroll_depth_by_period') }}
)

select
    {{ metric_columns(
        'scroll_depth_25',
        numerator='scrolled_25',
        denominator='landing_page_views',
    ) }}
from scrolling
where {{ is_measured('scroll_depth_25') }}
union all
select
    {{ metric_columns(
        'scroll_depth_50',
        numerator='scrolled_50',
        denominator='landing_page_views',
    ) }}
from scrolling
where {{ is_measured('scroll_depth_50') }}
union all
select
    {{ metric_columns(
        'scroll_depth_75',
        numerator='scrolled_75',
        denominator='landing_page_views',
    ) }}
from scrolling
where {{ is_measured('scroll_depth_75') }}
union all
select
    {{ metric_columns(
        'scroll_depth_100',
        numerator='scrolled_100',
        denominator='landing_page_views',
    ) }}
from scrolling
where {{ is_measured('scroll_depth_100') }}
