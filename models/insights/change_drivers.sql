-- One row is what one value of a dimension did to the change of a ratio's total from one period to
-- the next.
{%- set measures = [
    'numerator_before',
    'denominator_before',
    'numerator_after',
    'denominator_after',
] %}
with

ratios as (
    select
        metric,
        scale
    from {{ ref('int_metric_kinds') }}
    where is_ratio
),

-- whole periods only: a running one is not held against a whole one
periods as (
    select
        period_grain,
        period_start,
        previous_start
    from {{ ref('int_comparison_periods') }}
    where period_grain not in ('day', 'all_time') and not is_running
),

measured as (
    select
        metric_values.metric,
        metric_values.period_grain,
        metric_values.period_start,
        metric_values.dimension,
        metric_values.dimension_value,
        ratios.scale * metric_values.numerator as numerator,
        metric_values.denominator,
        case
            when metric_values.numerator is null or metric_values.denominator is null then 1
            else 0
        end as has_gap
    from {{ ref('metric_values') }} as metric_values
    inner join ratios
        on metric_values.metric = ratios.metric
    where metric_values.period_grain not in ('day', 'all_time')
),

-- what is still to come of a young period is no change
open_periods as (
    select * from {{ ref('int_cohort_ripeness') }} where is_open
),

sides as (
    select
        measured.metric,
        {{ qualified(['period_grain', 'period_start', 'previous_start'], 'periods') }},
        measured.dimension,
        measured.dimension_value,
        cast(null as {{ type_double() }}) as numerator_before,
        cast(null as {{ type_double() }}) as denominator_before,
        measured.numerator as numerator_after,
        measured.denominator as denominator_after,
        measured.has_gap
    from measured
    inner join periods
        on
            measured.period_grain = periods.period_grain
            and measured.period_start = periods.period_start
    left join open_periods
        on
            measured.metric = open_periods.metric
            and measured.period_grain = open_periods.period_grain
            and measured.period_start = open_periods.period_start
    where open_periods.metric is null
    union all
    select
        measured.metric,
        {{ qualified(['period_grain', 'period_start', 'previous_start'], 'periods') }},
        measured.dimension,
        measured.dimension_value,
        measured.numerator as numerator_before,
        measured.denominator as denominator_before,
        cast(null as {{ type_double() }}) as numerator_after,
        cast(null as {{ type_double() }}) as denominator_after,
        measured.has_gap
    from measured
    inner join periods
        on
            measured.period_grain = periods.period_grain
            and measured.period_start = periods.previous_start
),

-- each side has one row at most, so that max only picks it
paired as (
    select
        metric,
        period_grain,
        period_start,
        previous_start,
        dimension,
        dimension_value,
        max(numerator_before) as numerator_before,
        max(denominator_before) as denominator_before,
        max(numerator_after) as numerator_after,
        max(denominator_after) as denominator_after,
        max(has_gap) as has_gap
    from sides
    group by metric, period_grain, period_start, previous_start, dimension, dimension_value
),

totals as (
    select
        metric,
        period_grain,
        period_start,
        numerator_before,
        denominator_before,
        numerator_after,
        denominator_after,
        {{ safe_divide('numerator_before', 'denominator_before') }} as value_before,
        {{ safe_divide('numerator_after', 'denominator_after') }} as value_after
    from paired
    where
        dimension = 'total'
        and has_gap = 0
        and denominator_before <> 0
        and denominator_after <> 0
),

-- a part that is absent on a side has and weighs nothing there
parts as (
    select
        paired.metric,
        paired.period_grain,
        paired.period_start,
        paired.previous_start,
        paired.dimension,
        paired.dimension_value,
        coalesce(paired.numerator_before, 0) as numerator_before,
        coalesce(paired.denominator_before, 0) as denominator_before,
        coalesce(paired.numerator_after, 0) as numerator_after,
        coalesce(paired.denominator_after, 0) as denominator_after,
        paired.has_gap
    from paired
    where paired.dimension <> 'total'
),

sums as (
    select
        metric,
        period_grain,
        period_start,
        dimension,
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        -- rounding errors grow with the parts, which may cancel out
        sum(abs({{ measure }})) as {{ measure }}_size,
        {%- endfor %}
        max(has_gap) as has_gap
    from parts
    group by metric, period_grain, period_start, dimension
),

-- only dimensions whose parts make up the total on both sides: distinct visitors per channel do not
splittable as (
    select
        sums.metric,
        sums.period_grain,
        sums.period_start,
        sums.dimension,
        totals.denominator_before,
        totals.denominator_after,
        totals.value_before,
        totals.value_after
    from sums
    inner join totals
        on
            sums.metric = totals.metric
            and sums.period_grain = totals.period_grain
            and sums.period_start = totals.period_start
    where
        sums.has_gap = 0
        {%- for measure in measures %}
        and abs(sums.{{ measure }} - totals.{{ measure }}) <= 1e-12 * sums.{{ measure }}_size
        {%- endfor %}
),

shared as (
    select
        parts.metric,
        parts.period_grain,
        parts.period_start,
        parts.previous_start,
        parts.dimension,
        parts.dimension_value,
        splittable.value_before as total_before,
        splittable.value_after as total_after,
        {{ safe_divide('parts.numerator_before', 'parts.denominator_before') }} as value_before,
        {{ safe_divide('parts.numerator_after', 'parts.denominator_after') }} as value_after,
        {{ safe_divide('parts.denominator_before', 'splittable.denominator_before') }}
            as share_before,
        {{ safe_divide('parts.denominator_after', 'splittable.denominator_after') }}
            as share_after,
        -- what the part adds to the total's value, with or without a weight
        {{ safe_divide('parts.numerator_before', 'splittable.denominator_before') }}
            as contribution_before,
        {{ safe_divide('parts.numerator_after', 'splittable.denominator_after') }}
            as contribution_after
    from parts
    inner join splittable
        on
            parts.metric = splittable.metric
            and parts.period_grain = splittable.period_grain
            and parts.period_start = splittable.period_start
            and parts.dimension = splittable.dimension
    where
        parts.numerator_before <> 0 or parts.denominator_before <> 0
        or parts.numerator_after <> 0 or parts.denominator_after <> 0
),

-- a part without a rate on one side keeps the other side's: entering and leaving is a matter of mix
weighed as (
    select
        *,
        share_after - share_before as share_change,
        contribution_after - contribution_before as effect,
        coalesce(0.5 * (value_before + value_after), value_before, value_after, 0) as mean_value,
        0.5 * (total_before + total_after) as mean_total
    from shared
)

select
    metric,
    {{ period_keys() }},
    previous_start,
    total_before,
    total_after,
    total_after - total_before as total_change,
    value_before,
    value_after,
    share_before,
    share_after,
    -- share moved to where the value lies above or below the total's
    case
        when share_change = 0 then 0
        else share_change * (mean_value - mean_total)
    end as mix_effect,
    -- the rest of what the part adds: mean share x change of its own value
    effect - share_change * mean_value as rate_effect,
    case
        when share_before <> 0 and share_after <> 0 then 'both'
        when share_after <> 0 then 'entered'
        when share_before <> 0 then 'left'
        else 'no weight'
    end as presence
from weighed
