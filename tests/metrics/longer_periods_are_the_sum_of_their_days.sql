-- An additive metric's longer periods are the sums of their days where days are kept, its quarters and years those of
-- their months, all time that of all weeks: counts exactly, money within half a cent, or what doubles of the parts'
-- size can hold. Parts that counted nothing have no row.
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

first_days as (
    select * from {{ ref('int_first_days') }}
),

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

kept_by_day as (
    select
        metric,
        dimension
    from additive
    where period_grain = 'day'
    group by metric, dimension
),

{{ parts_and_wholes('additive', 'kept_by_day', ['value'], ['tolerance']) }}

select
    part_grain,
    metric,
    {{ period_keys() }},
    sum(value) as found_value,
    sum(part_value) as expected_value
from parts_and_wholes
group by part_grain, metric, {{ period_keys() }}
having
    (
        abs(coalesce(sum(value), 0) - coalesce(sum(part_value), 0))
        <= coalesce(max(tolerance), 0) + 1e-14 * cast(coalesce(sum(abs(part_value)), 0) as {{ type_double() }})
    ) is distinct from true
