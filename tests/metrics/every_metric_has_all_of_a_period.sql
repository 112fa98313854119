-- Where a metric has a value of a dimension in a period, it has the total of that period too.
-- What is held against targets has rows only where there is one.
select
    metric_values.metric,
    metric_values.period_grain,
    metric_values.period_start
from {{ ref('metric_values') }} as metric_values
inner join {{ ref('metric_catalog') }} as metric_catalog
    on metric_values.metric = metric_catalog.metric
where metric_catalog.needs not like '%targets%'
group by metric_values.metric, metric_values.period_grain, metric_values.period_start
having sum(case when dimension = 'total' and dimension_value = 'all' then 1 else 0 end) <> 1
