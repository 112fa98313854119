-- The change that is split is the change that the scorecard shows.
with

totals as (
    select
        metric,
        period_grain,
        period_start,
        total_before,
        total_after
    from {{ ref('change_drivers') }}
    group by metric, period_grain, period_start, total_before, total_after
)

select
    totals.*,
    scorecard.previous_value,
    scorecard.value
from totals
left join {{ ref('scorecard') }} as scorecard
    on
        totals.metric = scorecard.metric
        and totals.period_grain = scorecard.period_grain
        and totals.period_start = scorecard.period_start
        and scorecard.dimension = 'total'
where
    (
        abs(totals.total_after - scorecard.value) <= 1e-9 * greatest(1, abs(scorecard.value))
    ) is distinct from true
    or (
        abs(totals.total_before - scorecard.previous_value)
        <= 1e-9 * greatest(1, abs(scorecard.previous_value))
    ) is distinct from true
