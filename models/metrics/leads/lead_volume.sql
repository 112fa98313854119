-- How many leads came and how many entered the stages MQL and SQL.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

leads as (
    select * from {{ ref('leads_by_period') }}
)

select
    {{ metric_columns('leads', numerator='leads') }}
from leads
union all
select
    {{ metric_columns('mqls', numerator='mqls') }}
from leads
where {{ is_measured('mqls') }}
union all
select
    {{ metric_columns('sqls', numerator='sqls') }}
from leads
where {{ is_measured('sqls') }}
