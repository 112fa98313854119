-- A metric has one row per period and dimension value.
select
    metric,
    {{ period_keys() }},
    count(*) as row_count
from {{ ref('metric_values') }}
group by metric, {{ period_keys() }}
having count(*) > 1
