-- The share of sessions that saw a single page.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

website as (
    select * from {{ ref('website_by_period') }}
)

select
    {{ metric_columns('bounce_rate', numerator='single_page_sessions', denominator='sessions_with_known_bounce') }}
from website
where {{ is_measured('bounce_rate') }}
