-- The share of deals won, of those that closed in the period.
with

deals as (
    select * from {{ ref('closed_deals_by_period') }}
)

select
    {{ metric_columns('close_rate', numerator='deals_won', denominator='deals_won + deals_lost') }}
from deals
