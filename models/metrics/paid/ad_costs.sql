-- What a click and a thousand impressions of an ad cost.
with

ads as (
    select * from {{ ref('ads_by_period') }}
)

select
    {{ metric_columns('cost_per_click', numerator='ad_spend', denominator='priced_clicks') }}
from ads
union all
select
    {{ metric_columns(
        'cost_per_thousand_impressions',
        numerator='ad_spend',
        denominator='priced_impressions',
        scale=1000,
    ) }}
from ads
