-- One row is a quarter that has begun, and what an outlook made at its end, or on the as-of date,
-- can look at.
select
    period_start as quarter_start,
    {{ next_period_start("'quarter'", 'period_start', 1) }} as next_quarter_start,
    period_end as seen_on,
    -- three months, so that a running quarter is as long as the complete ones it is compared with
    cast(period_end + interval '1' day - interval '3' month as date) as window_start,
    cast(period_end + interval '1' day as date) < {{ next_period_start("'quarter'", 'period_start', 1) }} as is_running
from {{ ref('int_periods') }}
where period_grain = 'quarter'
