-- A metric, grain and dimension value has one anomaly at most, and it lies outside its range.
select
    metric,
    period_grain,
    dimension,
    dimension_value
from {{ ref('anomalies') }}
group by metric, period_grain, dimension, dimension_value
having
    count(*) > 1
    or max(case when value between expected_low and expected_high then 1 else 0 end) = 1
    or min(history_count) < 6
    or max(history_count) > 12
