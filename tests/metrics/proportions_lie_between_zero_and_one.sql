-- Of a proportion the numerator counts a part of the denominator's units.
select
    metric_values.metric,
    metric_values.period_grain,
    metric_values.period_start,
    metric_values.dimension,
    metric_values.dimension_value,
    metric_values.numerator,
    metric_values.denominator,
    metric_values.value
from {{ ref('metric_values') }} as metric_values
inner join {{ ref('metric_catalog') }} as metric_catalog
    on metric_values.metric = metric_catalog.metric
where
    metric_catalog.is_proportion
    and (
        metric_values.numerator < 0
        or metric_values.numerator > metric_values.denominator
        or (
            metric_values.denominator > 0
            and (metric_values.value between 0 and 1) is distinct from true
        )
    )
