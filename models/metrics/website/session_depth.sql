-- How many pages a session sees and how many minutes it lasts.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

website as (
    select * from {{ ref('website_by_period') }}
)

select
    {{ metric_columns('pages_per_session', numerator='page_views', denominator='sessions_with_known_pages') }}
from website
where {{ is_measured('pages_per_session') }}
union all
select
    {{ metric_columns(
        'average_session_minutes',
        numerator=safe_divide('session_seconds', 60),
        denominator='sessions_with_known_duration',
    ) }}
from website
where {{ is_measured('average_session_minutes') }}
