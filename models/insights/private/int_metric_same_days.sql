-- One row is what as many first days of the earlier periods came to as a running period has had,
-- for one value of one dimension of a metric that adds up over days.
with

running_periods as (
    select * from {{ ref('int_comparison_periods') }} where is_running
),

earlier_periods as (
    select
        period_grain,
        period_start,
        days_so_far,
        'previous' as earlier,
        previous_start as earlier_start
    from running_periods
    union all
    select
        period_grain,
        period_start,
        days_so_far,
        'last_year' as earlier,
        last_year_start as earlier_start
    from running_periods
),

-- an earlier period with fewer days than the running one has had is left out
earlier_days as (
    select
        earlier_periods.period_grain,
        earlier_periods.period_start,
        earlier_periods.earlier,
        date_periods.date_day,
        {{ days_between('periods.period_start', 'date_periods.date_day') }}
        < earlier_periods.days_so_far as is_counted
    from earlier_periods
    inner join {{ ref('int_comparison_periods') }} as periods
        on
            earlier_periods.period_grain = periods.period_grain
            and earlier_periods.earlier_start = periods.period_start
            and {{ days_between('periods.period_start', 'periods.period_end') }} + 1
            >= earlier_periods.days_so_far
    inner join {{ ref('int_date_periods') }} as date_periods
        on
            periods.period_grain = date_periods.period_grain
            and periods.period_start = date_periods.period_start
),

-- decimals, because a sum of doubles depends on their order; 0 where the period's days come later
sums as (
    select
        days.metric,
        earlier_days.period_grain,
        earlier_days.period_start,
        days.dimension,
        days.dimension_value,
        earlier_days.earlier,
        sum(case
            when earlier_days.is_counted then cast(days.numerator as decimal(38, 8))
            else 0
        end) as numerator,
        sum(case
            when earlier_days.is_counted then cast(days.denominator as decimal(38, 8))
            else 0
        end) as denominator
    from {{ ref('metric_values') }} as days
    inner join earlier_days
        on days.period_start = earlier_days.date_day
    where days.period_grain = 'day'
    group by
        days.metric, earlier_days.period_grain, earlier_days.period_start,
        days.dimension, days.dimension_value, earlier_days.earlier
),

valued as (
    select
        sums.*,
        case
            when kinds.is_ratio
                then kinds.scale * {{ safe_divide('sums.numerator', 'sums.denominator') }}
            else cast(sums.numerator as {{ type_double() }})
        end as value
    from sums
    inner join {{ ref('int_metric_kinds') }} as kinds
        on sums.metric = kinds.metric and kinds.is_summed_over_days
)

select
    metric,
    {{ period_keys() }},
    max(case when earlier = 'previous' then value end) as previous_value,
    max(case when earlier = 'last_year' then value end) as last_year_value
from valued
group by metric, {{ period_keys() }}
