-- The shares of leads that became MQLs, and of MQLs that became SQLs, by the as-of date.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
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
where {{ is_measured('lead_to_mql_rate') }}
union all
select
    {{ metric_columns('mql_to_sql_rate', numerator='mqls_that_became_sqls', denominator='mqls') }}
from leads
where {{ is_measured('mql_to_sql_rate') }}
