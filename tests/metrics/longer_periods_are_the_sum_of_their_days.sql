-- An additive metric's weeks, months, quarters, years and all time are the sums of their days:
-- counts exactly, money within half a cent, or what doubles of the days' size can hold.
with

additive as (
    select
        metric_values.metric,
        metric_values.period_grain,
        metric_values.period_start,
        metric_values.dimension,
        metric_values.dimension_value,
        cast(metric_values.value as decimal(38, 4)) as value,
        case when metric_catalog.unit = 'count' then 0 else 0.005 end as tolerance
    from {{ ref('metric_values') }} as metric_values
    inner join {{ ref('metric_catalog') }} as metric_catalog
        on metric_values.metric = metric_catalog.metric
    where metric_catalog.is_additive
),

expected as (
    select
        additive.metric,
        date_periods.period_grain,
        date_periods.period_start,
        additive.dimension,
        additive.dimension_value,
        sum(additive.value) as value,
        sum(abs(additive.value)) as size
    from additive
    inner join {{ ref('int_date_periods') }} as date_periods
        on additive.period_start = date_periods.date_day
    where additive.period_grain = 'day' and date_periods.period_grain <> 'day'
    group by
        additive.metric,
        date_periods.period_grain,
        date_periods.period_start,
        additive.dimension,
        additive.dimension_value
),

found as (
    select * from additive where period_grain <> 'day'
)

select
    metric,
    {{ period_keys() }},
    expected.value as expected_value,
    found.value as found_value
from expected
full outer join found using (metric, period_grain, period_start, dimension, dimension_value)
where (abs(expected.value - found.value) <= found.tolerance + 1e-14 * cast(expected.size as {{ type_double() }})) is distinct from true
