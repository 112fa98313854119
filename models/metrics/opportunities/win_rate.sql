-- The share of deals won, of all that were open at any time in the period.
with

pipeline as (
    select * from {{ ref('open_deals_by_period') }}
)

select
    {{ metric_columns('win_rate', numerator='open_deals_won', denominator='open_deals') }}
from pipeline
