-- How much pipeline a unit of marketing spend stands beside.
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
        'deals': ['pipeline_created'],
    }) }}
)

select
    {{ metric_columns(
        'pipeline_to_spend',
        numerator='pipeline_created',
        denominator='marketing_spend',
    ) }}
from met
where {{ is_measured('pipeline_to_spend') }}
