-- What one MQL cost.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

spend as (
    select * from {{ ref('spend_by_period') }}
),

leads as (
    select * from {{ ref('leads_by_period') }}
),

met as (
    {{ meet({
        'spend': ['marketing_spend'],
        'leads': ['mqls'],
    }) }}
)

select
    {{ metric_columns('cost_per_mql', numerator='marketing_spend', denominator='mqls') }}
from met
where {{ is_measured('cost_per_mql') }}
