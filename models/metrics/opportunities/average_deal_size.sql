-- What a deal brings when it is won.
with

deals as (
    select * from {{ ref('deals_by_period') }}
)

select
    {{ metric_columns('average_deal_size', numerator='revenue', denominator='deals_won_with_revenue') }}
from deals
