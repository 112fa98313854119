-- The share of visitors who took a lead action.
with

delivered as (
    select * from {{ ref('int_delivered_inputs') }}
),

visitors_counted as (
    select * from {{ ref('visitors_by_period') }}
)

select
    {{ metric_columns(
        'visit_to_lead_rate',
        numerator='visitors_with_lead_action',
        denominator='visitors',
    ) }}
from visitors_counted
where {{ needs(['web_conversions']) }}
