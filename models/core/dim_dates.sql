-- One row is a day of the business calendar.
{%- set day_names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] %}
{%- set month_names = [
    'January', 'February', 'March', 'April', 'May', 'June',
    'July', 'August', 'September', 'October', 'November', 'December'
] %}
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
),

-- a step that surely leads into the period behind, and back to the day before its first
ends as (
    select
        *,
        week_start + 6 as week_end,
        cast(date_trunc('month', month_start + 31) as date) - 1 as month_end,
        cast(date_trunc('month', quarter_start + 92) as date) - 1 as quarter_end,
        cast(date_trunc('month', year_start + 366) as date) - 1 as year_end
    from days
),

-- a week belongs to the year that its Thursday lies in
numbered as (
    select
        *,
        cast({{ days_between('week_start', 'date_day') }} + 1 as integer) as day_of_week,
        cast(extract(month from date_day) as integer) as month_of_year,
        cast(extract(year from date_day) as integer) as calendar_year,
        cast(extract(year from week_start + 3) as integer) as iso_year,
        cast(
            floor(
                cast({{ days_between("cast(date_trunc('year', week_start + 3) as date)", 'week_start + 3') }} as {{ type_double() }}) / 7
            ) + 1
            as integer
        ) as iso_week,
        cast(extract(year from year_end) as integer) as fiscal_year,
        1 + case
            when quarter_start >= cast(date_trunc('month', year_start + 276) as date) then 3
            when quarter_start >= cast(date_trunc('month', year_start + 184) as date) then 2
            when quarter_start >= cast(date_trunc('month', year_start + 92) as date) then 1
            else 0
        end as fiscal_quarter
    from ends
)

select
    date_day,
    week_start,
    week_end,
    month_start,
    month_end,
    quarter_start,
    quarter_end,
    year_start,
    year_end,
    day_of_week,
    case day_of_week
        {%- for name in day_names %}
        when {{ loop.index }} then '{{ name }}'
        {%- endfor %}
    end as day_name,
    cast(extract(day from date_day) as integer) as day_of_month,
    iso_week,
    iso_year,
    cast(iso_year as {{ dbt.type_string() }}) || '-W' || lpad(cast(iso_week as {{ dbt.type_string() }}), 2, '0') as week_label,
    month_of_year,
    case month_of_year
        {%- for name in month_names %}
        when {{ loop.index }} then '{{ name }}'
        {%- endfor %}
    end as month_name,
    cast(calendar_year as {{ dbt.type_string() }}) || '-' || lpad(cast(month_of_year as {{ dbt.type_string() }}), 2, '0') as month_label,
    calendar_year,
    fiscal_quarter,
    fiscal_year,
    cast(fiscal_year as {{ dbt.type_string() }}) || '-Q' || cast(fiscal_quarter as {{ dbt.type_string() }}) as quarter_label,
    day_of_week >= 6 as is_weekend,
    date_day <= {{ as_of() }} as has_passed,
    {%- for grain in ['week', 'month', 'quarter', 'year'] %}
    {{ as_of() }} >= {{ grain }}_start and {{ as_of() }} < {{ grain }}_end as is_running_{{ grain }}{{ "," if not loop.last }}
    {%- endfor %}
from numbered
