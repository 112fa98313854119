-- The share of ad impressions that were clicked.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

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
where {{ is_measured('click_through_rate') }}
