-- The share of sessions that lasted 10 seconds, saw 2 pages or converted.
with

delivered as (
    select * from {{ ref('int_delivered_inputs') }}
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
where {{ needs(['sessions', 'web_totals']) }}
