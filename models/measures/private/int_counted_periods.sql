-- One row is a day and a period that it lies in, and, of a day itself, the dimensions that are counted by it. What a
-- running period is compared with is counted by all.
with

-- one row: ' total channel program segment '
day_dimensions as (
    select
        ' total '
        {%- for dimension in all_dimensions() %}
        || max(case when dimension = '{{ dimension }}' then '{{ dimension }} ' else '' end)
        {%- endfor %} as day_dimensions
    from (
        select dimension from {{ ref('int_day_dimensions') }}
        -- where no dimension is kept
        union all
        select 'total' as dimension
    ) as listed
),

compared_days as (
    select part_start as date_day
    from {{ ref('int_compared_parts') }}
    where part_grain = 'day'
    group by part_start
)

select
    date_periods.date_day,
    date_periods.period_grain,
    date_periods.period_start,
    case
        when date_periods.period_grain = 'day' and compared_days.date_day is null then day_dimensions.day_dimensions
    end as day_dimensions
from {{ ref('int_date_periods') }} as date_periods
cross join day_dimensions
left join compared_days
    on date_periods.date_day = compared_days.date_day
