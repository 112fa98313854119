-- The share of visitors who took a content offer, of those who saw it.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

content as (
    select * from {{ ref('content_by_period') }}
)

select
    {{ metric_columns(
        'content_conversion_rate',
        numerator='visitors_who_took_offers',
        denominator='visitors_who_saw_offers',
    ) }}
from content
where {{ is_measured('content_conversion_rate') }}
