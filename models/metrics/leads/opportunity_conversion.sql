-- The shares of leads, and of MQLs, that had an opportunity by the as-of date.
with

delivered as (
    select * from {{ ref('int_delivered_inputs') }}
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
where {{ needs(['deals', 'lead_stages']) }}
union all
select
    {{ metric_columns(
        'mql_to_opportunity_rate',
        numerator='mqls_with_opportunity',
        denominator='mqls',
    ) }}
from leads
where {{ needs(['lead_stages']) }}
