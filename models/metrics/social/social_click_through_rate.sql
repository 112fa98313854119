-- The share of a social post's impressions that were clicked.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

social as (
    select * from {{ ref('social_by_period') }}
)

select
    {{ metric_columns(
        'social_click_through_rate',
        numerator='clicks_of_impressions',
        denominator='impressions_with_clicks',
    ) }}
from social
where {{ is_measured('social_click_through_rate') }}
