-- The share of ad impressions that were clicked.
with

ads as (
    select * from {{ ref('ads_by_period') }}
)

select
    {{ metric_columns(
        'click_through_rate',
        numerator='clicks_of_impressions',
        denominator='impressions_with_clicks',
    ) }}
from ads
