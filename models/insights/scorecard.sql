-- One row is a metric's value in a period, for one value of one dimension, beside its target and
-- earlier periods.
with

current_values as (
    select
        metric_values.*,
        periods.period_end,
        periods.previous_start,
        periods.last_year_start,
        periods.is_running,
        kinds.better,
        kinds.default_target,
        kinds.is_sum,
        -- a proportion's numerator counts some of what its denominator counts
        kinds.is_proportion
        and metric_values.denominator > 0
        and metric_values.numerator between 0 and metric_values.denominator as has_interval,
        case
            when not kinds.is_maturing then null
            when ripeness.metric is null then 1
            else ripeness.ripeness
        end as ripeness,
        coalesce(ripeness.is_open, false) as is_open,
        same_age.previous_value as same_age_previous_value,
        same_age.last_year_value as same_age_last_year_value,
        case
            when ripeness.is_open and same_age.metric is not null then 'same age'
            when ripeness.is_open then 'not comparable'
            when not periods.is_running then 'whole period'
            when kinds.is_summed_over_days then 'same days'
            else 'not comparable'
        end as comparison
    from {{ ref('metric_values') }} as metric_values
    inner join {{ ref('int_comparison_periods') }} as periods
        on
            metric_values.period_grain = periods.period_grain
            and metric_values.period_start = periods.period_start
    inner join {{ ref('int_metric_kinds') }} as kinds
        on metric_values.metric = kinds.metric
    left join {{ ref('int_cohort_ripeness') }} as ripeness
        on
            metric_values.metric = ripeness.metric
            and metric_values.period_grain = ripeness.period_grain
            and metric_values.period_start = ripeness.period_start
    left join {{ ref('int_metric_same_age') }} as same_age
        on
            metric_values.metric = same_age.metric
            and metric_values.period_grain = same_age.period_grain
            and metric_values.period_start = same_age.period_start
            and metric_values.dimension = same_age.dimension
            and metric_values.dimension_value = same_age.dimension_value
),

earlier_totals as (
    select
        totals.metric,
        totals.period_grain,
        totals.period_start,
        case when totals.comparison = 'same days' then same_days.previous_value else previous_totals.value end as previous_value,
        case when totals.comparison = 'same days' then same_days.last_year_value else last_year_totals.value end
            as last_year_value
    from current_values as totals
    left join {{ ref('metric_values') }} as previous_totals
        on
            previous_totals.dimension = 'total'
            and totals.metric = previous_totals.metric
            and totals.period_grain = previous_totals.period_grain
            and totals.previous_start = previous_totals.period_start
    left join {{ ref('metric_values') }} as last_year_totals
        on
            last_year_totals.dimension = 'total'
            and totals.metric = last_year_totals.metric
            and totals.period_grain = last_year_totals.period_grain
            and totals.last_year_start = last_year_totals.period_start
    left join {{ ref('int_metric_same_days') }} as same_days
        on
            same_days.dimension = 'total'
            and totals.metric = same_days.metric
            and totals.period_grain = same_days.period_grain
            and totals.period_start = same_days.period_start
    where totals.dimension = 'total' and totals.is_sum and totals.comparison <> 'not comparable'
),

-- many to one: each joined side has one row per metric, period and dimension value. What has no row
-- in a period whose total is known counted nothing in it.
compared as (
    select
        current_values.*,
        case
            when current_values.comparison = 'whole period' and previous_values.metric is not null
                then previous_values.value
            when current_values.comparison = 'same days' and same_days.previous_value is not null
                then same_days.previous_value
            -- of a time of which the metric has no value, nobody knows how it then stood
            when current_values.comparison = 'same age' and previous_values.value is not null
                then current_values.same_age_previous_value
            when earlier_totals.previous_value is not null then 0
        end as previous_value,
        case
            when current_values.comparison = 'whole period' and last_year_values.metric is not null
                then last_year_values.value
            when current_values.comparison = 'same days' and same_days.last_year_value is not null
                then same_days.last_year_value
            -- of a time of which the metric has no value, nobody knows how it then stood
            when current_values.comparison = 'same age' and last_year_values.value is not null
                then current_values.same_age_last_year_value
            when earlier_totals.last_year_value is not null then 0
        end as last_year_value,
        coalesce(cast(targets.target as {{ type_double() }}), current_values.default_target) as target,
        case
            when targets.target is not null then 'company'
            when current_values.default_target is not null then 'default'
            else 'none'
        end as target_source,
        case
            when current_values.is_open then 'not judged'
            when current_values.is_running then pace.pace_basis
            else 'whole target'
        end as pace_basis,
        case
            when current_values.is_open then null
            when current_values.is_running then pace.pace_share
            else 1
        end as pace_share,
        pace.share_reach,
        pace.usual_value
    from current_values
    left join {{ ref('metric_values') }} as previous_values
        on
            current_values.metric = previous_values.metric
            and current_values.period_grain = previous_values.period_grain
            and current_values.previous_start = previous_values.period_start
            and current_values.dimension = previous_values.dimension
            and current_values.dimension_value = previous_values.dimension_value
    left join {{ ref('metric_values') }} as last_year_values
        on
            current_values.metric = last_year_values.metric
            and current_values.period_grain = last_year_values.period_grain
            and current_values.last_year_start = last_year_values.period_start
            and current_values.dimension = last_year_values.dimension
            and current_values.dimension_value = last_year_values.dimension_value
    left join {{ ref('int_metric_same_days') }} as same_days
        on
            current_values.metric = same_days.metric
            and current_values.period_grain = same_days.period_grain
            and current_values.period_start = same_days.period_start
            and current_values.dimension = same_days.dimension
            and current_values.dimension_value = same_days.dimension_value
    left join {{ ref('int_metric_targets') }} as targets
        on
            current_values.metric = targets.metric
            and current_values.period_grain = targets.period_grain
            and current_values.period_start = targets.period_start
            and current_values.dimension = targets.dimension
            and current_values.dimension_value = targets.dimension_value
    left join earlier_totals
        on
            current_values.metric = earlier_totals.metric
            and current_values.period_grain = earlier_totals.period_grain
            and current_values.period_start = earlier_totals.period_start
    left join {{ ref('int_metric_pace') }} as pace
        on
            current_values.metric = pace.metric
            and current_values.period_grain = pace.period_grain
            and current_values.period_start = pace.period_start
),

paced as (
    select
        *,
        target * pace_share as pace_target
    from compared
)

select
    metric,
    {{ period_keys() }},
    period_end,
    value,
    {{ wilson_bound('numerator', 'denominator', 'has_interval', 'low') }} as interval_low,
    {{ wilson_bound('numerator', 'denominator', 'has_interval', 'high') }} as interval_high,
    target,
    target_source,
    case
        when target is null or pace_share is not null then {{ target_status('value', 'pace_target', 'better') }}
    end as status,
    comparison,
    previous_value,
    value - previous_value as change_from_previous,
    {{ safe_divide('value - previous_value', 'abs(previous_value)') }}
        as relative_change_from_previous,
    last_year_value,
    value - last_year_value as change_from_last_year,
    {{ safe_divide('value - last_year_value', 'abs(last_year_value)') }}
        as relative_change_from_last_year,
    is_running,
    pace_target,
    pace_basis,
    {{ expected_end('expected') }} as expected_value,
    {{ expected_end('low') }} as expected_low,
    {{ expected_end('high') }} as expected_high,
    ripeness,
    is_open
from paced
