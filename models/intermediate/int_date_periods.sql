-- One row is a day and one of the six periods it lies in.
with

first_days as (
    select * from {{ ref('int_first_days') }}
),

days as (
    {{ date_series('1989-01-01', ((var('as_of') | string)[:4] | int + 2) ~ '-12-31') }}
),

-- from the fiscal year in which anything happened first
starts as (
    select
        date_day,
        first_event_on,
        cast(date_trunc('week', date_day) as date) as week_start,
        cast(date_trunc('month', date_day) as date) as month_start,
        {{ fiscal_start('quarter', 'date_day') }} as quarter_start,
        {{ fiscal_start('year', 'date_day') }} as year_start
    from days
    cross join first_days
    where date_day >= {{ fiscal_start('year', 'first_on') }}
)

select date_day, 'day' as period_grain, date_day as period_start from starts
union all
select date_day, 'week' as period_grain, week_start as period_start from starts
union all
select date_day, 'month' as period_grain, month_start as period_start from starts
union all
select date_day, 'quarter' as period_grain, quarter_start as period_start from starts
union all
select date_day, 'year' as period_grain, year_start as period_start from starts
union all
select date_day, 'all_time' as period_grain, first_event_on as period_start from starts
where date_day between first_event_on and {{ as_of() }}
