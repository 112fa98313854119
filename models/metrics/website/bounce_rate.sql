-- The share of sessions that saw a single page.
with

delivered as (
    select * from {{ ref('int_delivered_inputs') }}
),

website as (
    select * from {{ ref('website_by_period') }}
)

select
    {{ metric_columns('bounce_rate', numerator='single_page_sessions', denominator='sessions_with_known_bounce') }}
from website
where {{ needs(['sessions']) }}
