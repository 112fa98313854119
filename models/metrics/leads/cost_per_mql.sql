-- What one MQL cost.
with

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
