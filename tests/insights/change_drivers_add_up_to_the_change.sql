-- Mix and rate effects of all values of a dimension are the change of the total, and their shares
-- make a whole.
with

drivers as (
    select
        *,
        abs(share_before) + abs(share_after) as share_size,
        abs(total_before) + abs(total_after) + abs(coalesce(value_before, 0)) + abs(coalesce(value_after, 0)) as value_size
    from {{ ref('change_drivers') }}
),

sums as (
    select
        metric,
        period_grain,
        period_start,
        dimension,
        total_change,
        sum(mix_effect) + sum(rate_effect) as effects,
        sum(share_before) as share_before,
        sum(share_after) as share_after,
        -- what is added up: parts may be large and cancel out
        sum(abs(mix_effect) + abs(rate_effect) + share_size * value_size) as effect_size,
        sum(share_size) as share_size
    from drivers
    group by metric, period_grain, period_start, dimension, total_change
)

select *
from sums
where
    -- doubles hold some 15 digits: of what is added up a billionth is what can be asked
    abs(effects - total_change) > 1e-9 * greatest(1, effect_size)
    or abs(share_before - 1) > 1e-9 * greatest(1, share_size)
    or abs(share_after - 1) > 1e-9 * greatest(1, share_size)
