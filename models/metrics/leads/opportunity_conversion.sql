-- The shares of leads, and of MQLs, that had an opportunity by the as-of date.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

leads as (
    select * from {{ ref('leads_by_period') }}
)

select
    {{ metric_columns(
        'lead_to_opportunity_rate',
        numerator='leads_with_opportunity',
        denominator='leads',
    ) }}
from leads
where {{ is_measured('lead_to_opportunity_rate') }}
union all
select
    {{ metric_columns(
        'mql_to_opportunity_rate',
        numerator='mqls_with_opportunity',
        denominator='mqls',
    ) }}
from leads
where {{ is_measured('mql_to_opportunity_rate') }}
