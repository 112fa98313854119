-- Five periods a day, each beginning on or before it: weeks on a Monday, quarters and years in their months.
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
    > case period_grain when 'day' then 0 when 'week' then 6 when 'month' then 30 when 'quarter' then 91 else 365 end
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
