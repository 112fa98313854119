-- The share of visitors from social channels who took a lead action.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

social_sessions as (
    select * from {{ ref('social_sessions_by_period') }}
)

select
    {{ metric_columns(
        'social_conversion_rate',
        numerator='social_visitors_with_lead_action',
        denominator='social_visitors',
    ) }}
from social_sessions
where {{ is_measured('social_conversion_rate') }}
