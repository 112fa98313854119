-- One row is a period that movements of the pipeline are told of, and the quarter (of a year, the year) in which
-- what is expected to close is looked at: that in which the period begins.
select
    period_grain,
    period_start,
    case
        when period_grain = 'year' then period_start
        else {{ fiscal_start('quarter', 'period_start') }}
    end as expected_from
from {{ ref('int_periods') }}
where period_grain in ('week', 'month', 'quarter', 'year')
