-- The share of opportunities that were won by the as-of date.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
)

select
    {{ metric_columns('opportunity_win_rate', numerator='opportunities_won', denominator='opportunities') }}
from deals
where {{ is_measured('opportunity_win_rate') }}
