-- What one SQO cost.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

spend as (
    select * from {{ ref('spend_by_period') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
),

met as (
    {{ meet({
        'spend': ['marketing_spend'],
        'deals': ['sqos'],
    }) }}
)

select
    {{ metric_columns('cost_per_sqo', numerator='marketing_spend', denominator='sqos') }}
from met
where {{ is_measured('cost_per_sqo') }}
