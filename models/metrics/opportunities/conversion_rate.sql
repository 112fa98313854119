-- Deals won per lead of the same period.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
),

leads as (
    select * from {{ ref('leads_by_period') }}
),

met as (
    {{ meet({
        'deals': ['deals_won'],
        'leads': ['leads'],
    }) }}
)

select
    {{ metric_columns('conversion_rate', numerator='deals_won', denominator='leads') }}
from met
where {{ is_measured('conversion_rate') }}
