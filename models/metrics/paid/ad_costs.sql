-- What a click, a thousand impressions and a conversion of an ad cost.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

ads as (
    select * from {{ ref('ads_by_period') }}
)

select
    {{ metric_columns('cost_per_click', numerator='spend_on_clicks', denominator='priced_clicks') }}
from ads
where {{ is_measured('cost_per_click') }}
union all
select
    {{ metric_columns(
        'cost_per_thousand_impressions',
        numerator='spend_on_impressions',
        denominator='priced_impressions',
        scale=1000,
    ) }}
from ads
where {{ is_measured('cost_per_thousand_impressions') }}
union all
select
    {{ metric_columns(
        'cost_per_ad_conversion',
        numerator='spend_on_conversions',
        denominator='priced_conversions',
    ) }}
from ads
where {{ is_measured('cost_per_ad_conversion') }}
