-- The share of visitors who took a content offer, of those who saw it.
with

delivered as (
    select * from {{ ref('int_delivered_inputs') }}
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
where
    {{ needs(['content_offers']) }}
    and {{ needs(['sessions']) }}
    and {{ needs(['page_views']) }}
    and {{ needs(['web_conversions']) }}
