-- One row is a reason and a competitor that deals were lost to in a period.
with

counted as (
    select
        date_periods.period_grain,
        date_periods.period_start,
        deals.lost_reason,
        deals.competitor,
        count(*) as lost_deals,
        coalesce(sum(deals.pipeline_amount), 0) as lost_amount
    from {{ ref('fct_deals') }} as deals
    inner join {{ ref('int_date_periods') }} as date_periods
        on deals.closed_on = date_periods.date_day
    where deals.is_lost
    group by date_periods.period_grain, date_periods.period_start, deals.lost_reason, deals.competitor
)

select
    period_grain,
    period_start,
    lost_reason,
    competitor,
    cast(lost_deals as bigint) as lost_deals,
    cast(lost_amount as decimal(38, 4)) as lost_amount,
    {{ safe_divide('lost_deals', 'sum(lost_deals) over (partition by period_grain, period_start)') }} as lost_deal_share
from counted
