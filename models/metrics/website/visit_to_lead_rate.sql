-- The share of visitors who took a lead action.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
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
where {{ is_measured('visit_to_lead_rate') }}
