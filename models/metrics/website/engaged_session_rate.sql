-- The share of sessions that lasted 10 seconds, saw 2 pages or converted.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

website as (
    select * from {{ ref('website_by_period') }}
)

select
    {{ metric_columns(
        'engaged_session_rate',
        numerator='engaged_sessions',
        denominator='sessions_with_known_engagement',
    ) }}
from website
where {{ is_measured('engaged_session_rate') }}
