-- A period that is over is judged by its whole target; of a running one the pace lies between nothing and the target,
-- nothing is off a target that has no pace, and what is expected lies in its interval and above what has come.
select *
from {{ ref('scorecard') }}
where
    (not is_running and not is_open and (pace_basis <> 'whole target' or pace_target is distinct from target or expected_value is not null))
    or abs(pace_target) > abs(target)
    or (target is not null and pace_target is null and status is not null)
    or (is_open and (pace_basis <> 'not judged' or status in ('on_target', 'near', 'off_target')))
    or (is_open and coalesce(ripeness, 0) >= 1)
    or ripeness not between 0 and 1
    or (is_running and pace_basis = 'whole target' and pace_target is distinct from target)
    or (pace_basis <> 'earlier periods' and expected_value is not null)
    or ((expected_value is null) <> (expected_low is null))
    or ((expected_value is null) <> (expected_high is null))
    -- a share of 1 is divided by what is not quite 1
    or expected_low > expected_value * (1 + 1e-9)
    or expected_high < expected_value * (1 - 1e-9)
    or expected_low < value * (1 - 1e-9)
