-- The revenue whose lead said what brought it.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

revenue as (
    select * from {{ ref('self_reported_revenue_by_period') }}
)

select
    {{ metric_columns('self_reported_revenue', numerator='self_reported_revenue') }}
from revenue
where {{ is_measured('self_reported_revenue') }}
