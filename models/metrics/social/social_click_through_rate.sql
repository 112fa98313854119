-- The share of a social post's impressions that were clicked.
with

social as (
    select * from {{ ref('social_by_period') }}
)

select
    {{ metric_columns(
        'social_click_through_rate',
        numerator='social_clicks',
        denominator='social_impressions',
    ) }}
from social
