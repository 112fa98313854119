-- Five periods a day, each beginning on or before it: weeks on a Monday, quarters and years in their months. The
-- sixth, all time, is one, and holds the days from its first to the as-of date.
select
    date_day,
    period_grain,
    min(period_start) as period_start,
    count(*) as period_count
from {{ ref('int_date_periods') }}
group by date_day, period_grain
having
    count(*) <> 1
    or min(period_start) > date_day
    or {{ days_between('min(period_start)', 'date_day') }}
    > case period_grain
        when 'day' then 0 when 'week' then 6 when 'month' then 30 when 'quarter' then 91 when 'year' then 365
        else 100000
    end
    or (
        period_grain = 'week'
        and mod({{ days_between("cast('1990-01-01' as date)", 'min(period_start)') }}, 7) <> 0
    )
    or (period_grain in ('month', 'quarter', 'year') and extract(day from min(period_start)) <> 1)
    or (
        period_grain = 'quarter'
        and mod(cast(extract(month from min(period_start)) as integer) + 12 - {{ var('fiscal_year_start_month') }}, 3) <> 0
    )
    or (period_grain = 'year' and extract(month from min(period_start)) <> {{ var('fiscal_year_start_month') }})
union all
select
    max(date_day) as date_day,
    period_grain,
    min(period_start) as period_start,
    count(*) as period_count
from {{ ref('int_date_periods') }}
where period_grain = 'all_time'
group by period_grain
having
    min(period_start) <> max(period_start)
    or min(period_start) <> min(date_day)
    or max(date_day) <> {{ as_of() }}
    or count(*) <> {{ days_between('min(period_start)', as_of()) }} + 1
