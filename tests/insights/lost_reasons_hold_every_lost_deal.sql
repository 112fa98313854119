-- No lost deal is left out for want of a reason.
with

reasons as (
    select
        period_grain,
        period_start,
        sum(lost_deals) as lost_deals
    from {{ ref('lost_reasons') }}
    group by period_grain, period_start
),

deals as (
    select
        period_grain,
        period_start,
        deals_lost
    from {{ ref('closed_deals_by_period') }}
    where dimension = 'total' and deals_lost > 0
)

select
    period_grain,
    period_start,
    reasons.lost_deals,
    deals.deals_lost
from reasons
full outer join deals using (period_grain, period_start)
where reasons.lost_deals is distinct from deals.deals_lost
