-- The share of leads that became customers by the as-of date.
with

leads as (
    select * from {{ ref('leads_by_period') }}
)

select
    {{ metric_columns('cohort_conversion_rate', numerator='leads_that_became_customers', denominator='leads') }}
from leads
