-- Where a metric has a value of a dimension in a period, it has the total of that period too; the total is `all`.
with

periods_used as (
    select
        metric,
        period_grain,
        period_start,
        sum(case when dimension = 'total' and dimension_value = 'all' then 1 else 0 end) as total_count,
        sum(case when (dimension = 'total') <> (dimension_value = 'all') then 1 else 0 end) as misnamed_count
    from {{ ref('metric_values') }}
    group by metric, period_grain, period_start
)

select *
from periods_used
where total_count <> 1 or misnamed_count > 0
