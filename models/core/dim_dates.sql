-- One row is a day of the business calendar.
with

days as (
    select
        date_day,
        max(case when period_grain = 'week' then period_start end) as week_start,
        max(case when period_grain = 'month' then period_start end) as month_start,
        max(case when period_grain = 'quarter' then period_start end) as quarter_start,
        max(case when period_grain = 'year' then period_start end) as year_start
    from {{ ref('int_date_periods') }}
    group by date_day
)

select
    date_day,
    week_start,
    month_start,
    quarter_start,
    year_start,
    cast({{ days_between('week_start', 'date_day') }} + 1 as integer) as day_of_week,
    cast(extract(month from date_day) as integer) as month_of_year,
    cast(extract(year from date_day) as integer) as calendar_year,
    {{ days_between('week_start', 'date_day') }} >= 5 as is_weekend,
    date_day <= {{ as_of() }} as has_passed
from days
