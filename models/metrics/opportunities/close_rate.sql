-- The share of deals won, of those that closed in the period.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('closed_deals_by_period') }}
)

select
    {{ metric_columns('close_rate', numerator='deals_won', denominator='deals_won + deals_lost') }}
from deals
where {{ is_measured('close_rate') }}
