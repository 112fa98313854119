-- One row is a period that has begun by the as-of date; a running one ends with that date.
select
    period_grain,
    period_start,
    max(date_day) as period_end
from {{ ref('int_date_periods') }}
where date_day <= {{ as_of() }}
group by period_grain, period_start
