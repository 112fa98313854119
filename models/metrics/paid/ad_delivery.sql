-- What ads were shown, clicked and paid for.
with

ads as (
    select * from {{ ref('ads_by_period') }}
)

select
    {{ metric_columns('ad_impressions', numerator='ad_impressions') }}
from ads
union all
select
    {{ metric_columns('ad_clicks', numerator='ad_clicks') }}
from ads
union all
select
    {{ metric_columns('ad_spend', numerator='ad_spend') }}
from ads
