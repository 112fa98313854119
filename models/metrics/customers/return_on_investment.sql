-- What a unit of marketing spend brought beyond itself.
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
        'deals': ['revenue'],
    }) }}
)

select
    {{ metric_columns(
        'return_on_investment',
        numerator='revenue - marketing_spend',
        denominator='marketing_spend',
    ) }}
from met
where {{ is_measured('return_on_investment') }}
