-- What a deal brings when it is won.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
)

select
    {{ metric_columns('average_deal_size', numerator='revenue', denominator='deals_won_with_revenue') }}
from deals
where {{ is_measured('average_deal_size') }}
