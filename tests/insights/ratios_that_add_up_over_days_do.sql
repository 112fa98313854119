-- Of a ratio that is not in metric_traits, the days' numerators and denominators add up to those of
-- each longer period. If this fails for a new metric, it belongs there as not_summed_over_days.
with

parts as (
    select
        metric_values.metric,
        metric_values.period_grain,
        metric_values.period_start,
        metric_values.dimension,
        metric_values.dimension_value,
        cast(metric_values.numerator as decimal(38, 8)) as numerator,
        cast(metric_values.denominator as decimal(38, 8)) as denominator
    from {{ ref('metric_values') }} as metric_values
    inner join {{ ref('int_metric_kinds') }} as kinds
        on metric_values.metric = kinds.metric and kinds.is_ratio and kinds.is_summed_over_days
    -- a median's denominator adds up, its value does not: it has no numerator
    where metric_values.numerator is not null and metric_values.denominator is not null
),

from_days as (
    select
        parts.metric,
        date_periods.period_grain,
        date_periods.period_start,
        parts.dimension,
        parts.dimension_value,
        sum(parts.numerator) as numerator,
        sum(parts.denominator) as denominator,
        -- decimals of eight places, rounded once a day: as many halves of the last place; and doubles
        -- of some 15 digits
        0.00000001 * count(*) + 1e-14 * cast(sum(abs(parts.numerator)) as {{ type_double() }}) as numerator_tolerance,
        0.00000001 * count(*) + 1e-14 * cast(sum(abs(parts.denominator)) as {{ type_double() }}) as denominator_tolerance
    from parts
    inner join {{ ref('int_date_periods') }} as date_periods
        on parts.period_start = date_periods.date_day
    where parts.period_grain = 'day' and date_periods.period_grain <> 'day'
    group by
        parts.metric, date_periods.period_grain, date_periods.period_start,
        parts.dimension, parts.dimension_value
),

longer as (
    select * from parts where period_grain <> 'day'
)

select
    metric,
    {{ period_keys() }},
    longer.numerator,
    from_days.numerator as numerator_of_days,
    longer.denominator,
    from_days.denominator as denominator_of_days
from longer
full outer join from_days using (metric, period_grain, period_start, dimension, dimension_value)
where
    (abs(longer.numerator - from_days.numerator) <= from_days.numerator_tolerance) is distinct from true
    or (abs(longer.denominator - from_days.denominator) <= from_days.denominator_tolerance) is distinct from true
