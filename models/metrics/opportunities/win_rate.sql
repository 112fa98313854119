-- The share of deals won, of all that were open at any time in the period.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

pipeline as (
    select * from {{ ref('open_deals_by_period') }}
)

select
    {{ metric_columns('win_rate', numerator='open_deals_won', denominator='open_deals') }}
from pipeline
where {{ is_measured('win_rate') }}
