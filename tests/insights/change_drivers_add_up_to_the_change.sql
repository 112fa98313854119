-- Mix and rate effects of all values of a dimension are the change of the total, and their shares
-- make a whole.
select
    metric,
    period_grain,
    period_start,
    dimension,
    total_change,
    sum(mix_effect) + sum(rate_effect) as effects,
    sum(share_before) as share_before,
    sum(share_after) as share_after
from {{ ref('change_drivers') }}
group by metric, period_grain, period_start, dimension, total_before, total_after, total_change
having
    -- doubles hold some 15 digits: of large values a billionth is what can be asked
    abs(sum(mix_effect) + sum(rate_effect) - total_change)
    > 1e-9 * greatest(1, abs(total_before), abs(total_after))
    or abs(sum(share_before) - 1) > 1e-9
    or abs(sum(share_after) - 1) > 1e-9
