-- One row is a period that has begun by the as-of date and the earlier periods it is compared with.
with

periods as (
    select
        period_grain,
        period_start,
        max(date_day) as period_end
    from {{ ref('int_date_periods') }}
    group by period_grain, period_start
),

shifted as (
    select
        *,
        -- the calendar has no gaps, so that the row before is the period before
        lag(period_start) over (partition by period_grain order by period_start) as previous_start,
        case
            when period_grain = 'all_time' then null
            -- 52 weeks keep the week a Monday to Sunday and within two days of the same dates
            when period_grain = 'week' then period_start - 364
            else cast(period_start - interval '12' month as date)
        end as year_before
    from periods
)

select
    period_grain,
    period_start,
    period_end,
    previous_start,
    -- 29 February has no such day a year before
    case
        when period_grain = 'week' then year_before
        when extract(day from year_before) = extract(day from period_start) then year_before
    end as last_year_start,
    -- a period is whole with its last day
    period_end > {{ as_of() }} as is_running,
    case
        when period_end > {{ as_of() }} then {{ days_between('period_start', as_of()) }} + 1
    end as days_so_far
from shifted
where period_start <= {{ as_of() }}
