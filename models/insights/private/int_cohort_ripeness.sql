-- One row is a metric and a period that is young for it: which share of what will be counted has come so far.
with

kinds as (
    select
        metric,
        matures_in_days
    from {{ ref('int_metric_kinds') }}
    where is_maturing
),

-- how old the youngest and the oldest day of a period are
young_periods as (
    select
        kinds.metric,
        kinds.matures_in_days,
        periods.period_grain,
        periods.period_start,
        greatest({{ days_between('periods.period_end', as_of()) }}, 0) as youngest,
        {{ days_between('periods.period_start', as_of()) }} as oldest
    from {{ ref('int_comparison_periods') }} as periods
    inner join kinds
        on {{ days_between('periods.period_end', as_of()) }} < kinds.matures_in_days
),

curves as (
    select * from {{ ref('int_cohort_curves') }}
),

-- days older than the oldest of the curve have all that they will have
added as (
    select
        young_periods.*,
        oldest_days.counted_by_all_ages - coalesce(younger_days.counted_by_all_ages, 0)
        + oldest_days.counted_at_last * greatest(young_periods.oldest - young_periods.matures_in_days, 0) as counted_by_now,
        oldest_days.counted_at_last * (young_periods.oldest - young_periods.youngest + 1) as counted_at_last
    from young_periods
    left join curves as oldest_days
        on
            young_periods.metric = oldest_days.metric
            and least(young_periods.oldest, young_periods.matures_in_days) = oldest_days.age
    left join curves as younger_days
        on
            young_periods.metric = younger_days.metric
            and young_periods.youngest - 1 = younger_days.age
),

shares as (
    select
        *,
        {{ safe_divide('counted_by_now', 'counted_at_last') }} as ripeness
    from added
)

select
    metric,
    period_grain,
    period_start,
    ripeness,
    coalesce(ripeness, 0) < {{ ripe_from() }} as is_open
from shares
