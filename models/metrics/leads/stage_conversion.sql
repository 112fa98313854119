-- The shares of leads that became MQLs, and of MQLs that became SQLs, by the as-of date.
with

delivered as (
    select * from {{ ref('int_delivered_inputs') }}
),

leads as (
    select * from {{ ref('leads_by_period') }}
)

select
    {{ metric_columns(
        'lead_to_mql_rate',
        numerator='leads_that_became_mqls',
        denominator='leads',
    ) }}
from leads
where {{ needs(['lead_stages']) }}
union all
select
    {{ metric_columns('mql_to_sql_rate', numerator='mqls_that_became_sqls', denominator='mqls') }}
from leads
where {{ needs(['lead_stages']) }}
