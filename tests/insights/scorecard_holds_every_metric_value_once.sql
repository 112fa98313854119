-- The scorecard has each row of metric_values once, with its value.
with

rows_of_both as (
    select
        metric,
        {{ period_keys() }},
        value,
        1 as values_found,
        0 as rows_found
    from {{ ref('metric_values') }}
    union all
    select
        metric,
        {{ period_keys() }},
        value,
        0 as values_found,
        1 as rows_found
    from {{ ref('scorecard') }}
)

select
    metric,
    {{ period_keys() }},
    sum(values_found) as values_found,
    sum(rows_found) as rows_found
from rows_of_both
group by metric, {{ period_keys() }}, value
having sum(values_found) <> 1 or sum(rows_found) <> 1
