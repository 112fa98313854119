-- Every unit has one channel, segment and program: each dimension adds up to the total.
with

sums as (
    select
        period_grain,
        period_start,
        stage,
        dimension,
        sum(entered) as entered,
        sum(moved_on) as moved_on,
        sum(dropped) as dropped
    from {{ ref('funnel') }}
    group by period_grain, period_start, stage, dimension
)

select
    totals.period_grain,
    totals.period_start,
    totals.stage,
    parts.dimension
from sums as totals
inner join sums as parts
    on
        totals.period_grain = parts.period_grain
        and totals.period_start = parts.period_start
        and totals.stage = parts.stage
where
    totals.dimension = 'total'
    and (totals.entered <> parts.entered or totals.moved_on <> parts.moved_on or totals.dropped <> parts.dropped)
