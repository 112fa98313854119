-- The macro against intervals worked out apart from it, with 40 digits:
-- (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n).
with

cases as (
    select 7 as hits, 10 as trials, 0.396778147461145 as low, 0.892208732593699 as high
    union all
    select 0 as hits, 5 as trials, 0.000000000000000 as low, 0.434482464783175 as high
    union all
    select 5 as hits, 5 as trials, 0.565517535216825 as low, 1.000000000000000 as high
    union all
    select 1 as hits, 1000 as trials, 0.000176546370626 as low, 0.005642558597958 as high
    union all
    select 0 as hits, 0 as trials, null as low, null as high
),

counted as (
    select
        cast(hits as {{ type_double() }}) as hits,
        cast(trials as {{ type_double() }}) as trials,
        cast(low as {{ type_double() }}) as low,
        cast(high as {{ type_double() }}) as high
    from cases
),

compared as (
    select
        *,
        {{ wilson_bound('hits', 'trials', 'trials > 0', 'low') }} as found_low,
        {{ wilson_bound('hits', 'trials', 'trials > 0', 'high') }} as found_high
    from counted
)

select *
from compared
where
    (low is null) is distinct from (found_low is null)
    or (high is null) is distinct from (found_high is null)
    or abs(low - found_low) > 1e-12
    or abs(high - found_high) > 1e-12
