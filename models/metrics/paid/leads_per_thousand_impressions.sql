-- How many leads came for each thousand times that ads were shown.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

leads as (
    select * from {{ ref('leads_by_period') }}
),

ads as (
    select * from {{ ref('ads_by_period') }}
),

met as (
    {{ meet({
        'leads': ['leads'],
        'ads': ['ad_impressions'],
    }) }}
)

select
    {{ metric_columns(
        'leads_per_thousand_impressions',
        numerator='leads',
        denominator='ad_impressions',
        scale=1000,
    ) }}
from met
where {{ is_measured('leads_per_thousand_impressions') }}
