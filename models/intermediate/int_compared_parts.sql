-- One row is a month or a day that lies in what a running period is compared with: as many first days of an
-- earlier period as the running one has had.
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
compared_periods as (
    select earlier_periods.*
    from earlier_periods
    inner join {{ ref('int_comparison_periods') }} as periods
        on
            earlier_periods.period_grain = periods.period_grain
            and earlier_periods.earlier_start = periods.period_start
            and {{ days_between('periods.period_start', 'periods.period_end') }} + 1 >= earlier_periods.days_so_far
),

-- quarters and years are made of whole months
parts as (
    select
        compared_periods.*,
        months.period_start as month_start,
        months.period_end as month_end,
        compared_periods.period_grain in ('quarter', 'year')
        and {{ days_between('compared_periods.earlier_start', 'months.period_end') }} < compared_periods.days_so_far
            as is_whole_month
    from compared_periods
    inner join {{ ref('int_comparison_periods') }} as months
        on
            months.period_grain = 'month'
            and months.period_end >= compared_periods.earlier_start
            and {{ days_between('compared_periods.earlier_start', 'months.period_start') }} < compared_periods.days_so_far
)

select
    period_grain,
    period_start,
    earlier,
    earlier_start,
    'month' as part_grain,
    month_start as part_start
from parts
where is_whole_month
union all
select
    parts.period_grain,
    parts.period_start,
    parts.earlier,
    parts.earlier_start,
    'day' as part_grain,
    days.period_start as part_start
from parts
inner join {{ ref('int_comparison_periods') }} as days
    on
        days.period_grain = 'day'
        and days.period_start between parts.month_start and parts.month_end
        and days.period_start >= parts.earlier_start
        and {{ days_between('parts.earlier_start', 'days.period_start') }} < parts.days_so_far
where not parts.is_whole_month
