-- In all, who entered lead, MQL, SQL, opportunity and SQO is what the metrics of these names count.
with

funnel as (
    select
        case
            when stage = 'lead' then 'leads'
            when stage = 'mql' then 'mqls'
            when stage = 'sql' then 'sqls'
            when stage = 'opportunity' then 'opportunities'
            else 'sqos'
        end as metric,
        period_grain,
        period_start,
        entered
    from {{ ref('funnel') }}
    where dimension = 'total' and stage in ('lead', 'mql', 'sql', 'opportunity', 'sqo')
),

metric_values as (
    select
        metric,
        period_grain,
        period_start,
        value
    from {{ ref('metric_values') }}
    where dimension = 'total' and metric in ('leads', 'mqls', 'sqls', 'opportunities', 'sqos')
)

select
    metric,
    period_grain,
    period_start,
    funnel.entered,
    metric_values.value
from funnel
full outer join metric_values using (metric, period_grain, period_start)
where coalesce(funnel.entered, 0) <> coalesce(metric_values.value, 0)
