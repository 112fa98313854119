-- What a unit of ad spend brought: revenue won from leads that paid ads sourced.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
),

ads as (
    select * from {{ ref('ads_by_period') }}
),

met as (
    {{ meet({
        'deals': ['paid_revenue'],
        'ads': ['ad_spend'],
    }) }}
)

select
    {{ metric_columns('return_on_ad_spend', numerator='paid_revenue', denominator='ad_spend') }}
from met
where {{ is_measured('return_on_ad_spend') }}
