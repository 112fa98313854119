-- Of a ratio that is not in metric_traits, the numerators and denominators of days add up to those of each longer
-- period where days are kept, those of months to quarters and years, those of weeks to all time. If this fails for a
-- new metric, it belongs there as not_summed_over_days.
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

first_days as (
    select * from {{ ref('int_first_days') }}
),

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
    where
        metric_values.numerator is not null
        and metric_values.denominator is not null
        -- days after the end of an input are not measured, but the period that holds a few of them is
        and metric_values.metric not in (select metric from {{ ref('int_measured_metrics') }} where ended_on is not null)
),

kept_by_day as (
    select
        metric,
        dimension
    from parts
    where period_grain = 'day'
    group by metric, dimension
),

{{ parts_and_wholes('parts', 'kept_by_day', ['numerator', 'denominator']) }}

select
    part_grain,
    metric,
    {{ period_keys() }},
    sum(numerator) as numerator,
    sum(part_numerator) as numerator_of_parts,
    sum(denominator) as denominator,
    sum(part_denominator) as denominator_of_parts
from parts_and_wholes
group by part_grain, metric, {{ period_keys() }}
having
    -- decimals of eight places, rounded once a part: as many halves of the last place; and doubles of some 15 digits
    {%- for side in ['numerator', 'denominator'] %}
    {{ "or " if not loop.first }}(
        abs(coalesce(sum({{ side }}), 0) - coalesce(sum(part_{{ side }}), 0))
        <= 0.00000001 * count(*) + 1e-14 * cast(coalesce(sum(abs(part_{{ side }})), 0) as {{ type_double() }})
    ) is distinct from true
    {%- endfor %}
