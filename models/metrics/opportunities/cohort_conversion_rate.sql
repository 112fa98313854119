-- The share of leads that became customers by the as-of date.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

leads as (
    select * from {{ ref('leads_by_period') }}
)

select
    {{ metric_columns(
        'cohort_conversion_rate',
        numerator='leads_that_became_customers',
        denominator='leads',
    ) }}
from leads
where {{ is_measured('cohort_conversion_rate') }}
