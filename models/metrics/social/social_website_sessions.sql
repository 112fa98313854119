-- How many sessions social channels brought.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

social_sessions as (
    select * from {{ ref('social_sessions_by_period') }}
)

select
    {{ metric_columns('social_website_sessions', numerator='social_website_sessions') }}
from social_sessions
where {{ is_measured('social_website_sessions') }}
