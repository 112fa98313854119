-- One row is a metric and a running period: which share of the whole period's value the days gone bring.
{#- of so many earlier periods at most, and no fewer, the same days say how a period goes #}
{%- set periods_at_most = 12 %}
{%- set periods_at_least = 4 %}
with

running_periods as (
    select
        *,
        {{ days_between('period_start', 'period_end') }} + 1 as days
    from {{ ref('int_comparison_periods') }}
    where is_running
),

-- as many of an earlier period's days, its length taken into account: of February a tenth less than of March
earlier_periods as (
    select
        running_periods.period_grain,
        running_periods.period_start,
        earlier.period_start as earlier_start,
        floor({{ safe_divide(
            '2 * running_periods.days_so_far * (' ~ days_between('earlier.period_start', 'earlier.period_end')
                ~ ' + 1) + running_periods.days',
            '2 * running_periods.days',
        ) }}) as days_gone,
        row_number() over (
            partition by running_periods.period_grain
            order by earlier.period_start desc nulls last
        ) as periods_ago
    from running_periods
    inner join {{ ref('int_comparison_periods') }} as earlier
        on
            running_periods.period_grain = earlier.period_grain
            and running_periods.period_start > earlier.period_start
),

kinds as (
    select
        int_metric_kinds.metric,
        int_metric_kinds.is_additive,
        builds_up.metric is not null as is_building_up,
        measured.measured_to
    from {{ ref('int_metric_kinds') }} as int_metric_kinds
    left join {{ ref('int_measured_metrics') }} as measured
        on int_metric_kinds.metric = measured.metric
    left join {{ ref('metric_traits') }} as builds_up
        on int_metric_kinds.metric = builds_up.metric and builds_up.trait = 'builds_up'
),

days as (
    select
        metric_values.metric,
        metric_values.period_start as date_day,
        metric_values.value
    from {{ ref('metric_values') }} as metric_values
    inner join kinds
        on metric_values.metric = kinds.metric and kinds.is_additive
    where metric_values.period_grain = 'day' and metric_values.dimension = 'total'
),

-- before its first day nobody counted, and the period in which that lies is no whole one
first_days as (
    select
        metric,
        min(date_day) as first_on
    from days
    where value <> 0
    group by metric
),

-- decimals, because a sum of doubles depends on their order
earlier_sums as (
    select
        days.metric,
        earlier_periods.period_grain,
        earlier_periods.period_start,
        earlier_periods.earlier_start,
        sum(case
            when {{ days_between('earlier_periods.earlier_start', 'days.date_day') }} < earlier_periods.days_gone
                then cast(days.value as decimal(38, 8))
        end) as gone_value,
        sum(cast(days.value as decimal(38, 8))) as whole_value
    from days
    inner join {{ ref('int_date_periods') }} as date_periods
        on days.date_day = date_periods.date_day
    inner join earlier_periods
        on
            date_periods.period_grain = earlier_periods.period_grain
            and date_periods.period_start = earlier_periods.earlier_start
    where earlier_periods.periods_ago <= {{ periods_at_most }}
    group by days.metric, earlier_periods.period_grain, earlier_periods.period_start, earlier_periods.earlier_start
),

earlier_shares as (
    select
        earlier_sums.*,
        cast({{ safe_divide('coalesce(gone_value, 0)', 'whole_value') }} as decimal(10, 9)) as gone_share
    from earlier_sums
    inner join first_days
        on earlier_sums.metric = first_days.metric and first_days.first_on <= earlier_sums.earlier_start
    -- a period without anything has no share, nor has one from which more was taken back than came
    where whole_value > 0 and coalesce(gone_value, 0) between 0 and whole_value
),

histories as (
    select
        metric,
        period_grain,
        period_start,
        count(*) as periods,
        {{ safe_divide('sum(gone_share)', 'count(*)') }} as share,
        -- n² times the variance, exactly
        cast(count(*) as decimal(2, 0)) * cast(sum(cast(gone_share * gone_share as decimal(20, 18))) as decimal(22, 18))
        - cast(sum(gone_share) as decimal(12, 9)) * cast(sum(gone_share) as decimal(12, 9)) as squares,
        {{ safe_divide('sum(coalesce(gone_value, 0))', 'count(*)') }} as usual_value
    from earlier_shares
    group by metric, period_grain, period_start
    having count(*) >= {{ periods_at_least }}
),

judged as (
    select
        kinds.metric,
        running_periods.period_grain,
        running_periods.period_start,
        case
            when kinds.measured_to < {{ as_of() }} or kinds.is_building_up then 'not judged'
            when not kinds.is_additive then 'whole target'
            when histories.metric is not null then 'earlier periods'
            else 'days gone'
        end as pace_basis,
        histories.periods,
        histories.share,
        histories.squares,
        histories.usual_value,
        {{ safe_divide('running_periods.days_so_far', 'running_periods.days') }} as share_of_days
    from kinds
    cross join running_periods
    left join histories
        on
            kinds.metric = histories.metric
            and running_periods.period_grain = histories.period_grain
            and running_periods.period_start = histories.period_start
)

select
    metric,
    period_grain,
    period_start,
    pace_basis,
    case pace_basis
        when 'whole target' then 1
        when 'earlier periods' then share
        when 'days gone' then share_of_days
    end as pace_share,
    case when pace_basis = 'earlier periods' then periods end as periods,
    -- how far one more period's share may lie from the mean, by Student's t; in doubles, because Spark rounds a product of
    -- decimals as wide as this
    case
        when pace_basis = 'earlier periods'
            then {{ t_quantile('(periods - 1)') }} * sqrt({{ safe_divide(
                'cast(squares as ' ~ type_double() ~ ') * (periods + 1)',
                'periods * periods * (periods - 1)',
            ) }})
    end as share_reach,
    case when pace_basis = 'earlier periods' then usual_value end as usual_value
from judged
