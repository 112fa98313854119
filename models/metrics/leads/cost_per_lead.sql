-- What one lead cost.
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
        'leads': ['leads'],
    }) }}
)

select
    {{ metric_columns('cost_per_lead', numerator='marketing_spend', denominator='leads') }}
from met
