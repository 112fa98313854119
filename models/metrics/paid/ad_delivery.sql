-- What ads were shown, clicked and paid for, and what the platforms say came of it.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

ads as (
    select * from {{ ref('ads_by_period') }}
)

select
    {{ metric_columns('ad_impressions', numerator='ad_impressions') }}
from ads
where {{ is_measured('ad_impressions') }} and ad_impressions is not null
union all
select
    {{ metric_columns('ad_clicks', numerator='ad_clicks') }}
from ads
where {{ is_measured('ad_clicks') }} and ad_clicks is not null
union all
select
    {{ metric_columns('ad_conversions', numerator='ad_conversions') }}
from ads
where {{ is_measured('ad_conversions') }} and ad_conversions is not null
union all
select
    {{ metric_columns('ad_spend', numerator='ad_spend') }}
from ads
