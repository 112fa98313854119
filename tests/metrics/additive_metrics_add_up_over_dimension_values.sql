-- In every period, what an additive metric counts under the values of a dimension is its total: counts exactly, money
-- within half a cent, or what doubles of the values' size can hold. Values that counted nothing have no row.
with

additive as (
    select
        metric_values.metric,
        metric_values.period_grain,
        metric_values.period_start,
        metric_values.dimension,
        cast(metric_values.value as decimal(38, 4)) as value,
        metric_values.period_grain = 'day' as is_day,
        case when metric_catalog.unit = 'count' then 0 else 0.005 end as tolerance
    from {{ ref('metric_values') }} as metric_values
    inner join {{ ref('metric_catalog') }} as metric_catalog
        on metric_values.metric = metric_catalog.metric
    where metric_catalog.is_additive
),

-- days are kept of some dimensions alone
metric_dimensions as (
    select
        metric,
        dimension,
        is_day
    from additive
    where dimension <> 'total'
    group by metric, dimension, is_day
),

expected as (
    select
        metric_dimensions.metric,
        totals.period_grain,
        totals.period_start,
        metric_dimensions.dimension,
        totals.value,
        totals.tolerance
    from metric_dimensions
    inner join additive as totals
        on
            metric_dimensions.metric = totals.metric
            and metric_dimensions.is_day = totals.is_day
            and totals.dimension = 'total'
),

found as (
    select
        metric,
        period_grain,
        period_start,
        dimension,
        sum(value) as value,
        sum(abs(value)) as size
    from additive
    where dimension <> 'total'
    group by metric, period_grain, period_start, dimension
)

select
    metric,
    period_grain,
    period_start,
    dimension,
    expected.value as expected_value,
    found.value as found_value
from expected
full outer join found using (metric, period_grain, period_start, dimension)
where
    (
        abs(expected.value - case when found.metric is null then 0 else found.value end)
        <= expected.tolerance + 1e-14 * cast(coalesce(found.size, 0) as {{ type_double() }})
    ) is distinct from true
