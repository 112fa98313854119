-- One row is a revenue target of a period; quarters and years without one take the sum of their
-- months.
with

stated as (
    select
        {{ period_keys() }},
        target
    from {{ ref('int_metric_targets') }}
    where metric = 'revenue'
),

month_starts as (
    select
        date_day,
        max(case when period_grain = 'quarter' then period_start end) as quarter_start,
        max(case when period_grain = 'year' then period_start end) as year_start
    from {{ ref('int_date_periods') }}
    group by date_day
),

from_months as (
    select
        'quarter' as period_grain,
        month_starts.quarter_start as period_start,
        stated.dimension,
        stated.dimension_value,
        sum(stated.target) as target
    from stated
    inner join month_starts
        on stated.period_start = month_starts.date_day
    where stated.period_grain = 'month'
    group by month_starts.quarter_start, stated.dimension, stated.dimension_value
    having count(*) = 3
    union all
    select
        'year' as period_grain,
        month_starts.year_start as period_start,
        stated.dimension,
        stated.dimension_value,
        sum(stated.target) as target
    from stated
    inner join month_starts
        on stated.period_start = month_starts.date_day
    where stated.period_grain = 'month'
    group by month_starts.year_start, stated.dimension, stated.dimension_value
    having count(*) = 12
),

all_targets as (
    select *, 1 as preference from stated
    union all
    select *, 2 as preference from from_months
),

ranked as (
    select
        *,
        row_number() over (
            partition by period_grain, period_start, dimension, dimension_value order by preference
        ) as place
    from all_targets
)

select
    {{ period_keys() }},
    cast(target as decimal(38, 4)) as revenue_target
from ranked
where place = 1
