-- Nothing is expected where history is too short, no interval is given of fewer than three
-- outcomes.
select *
from {{ ref('pipeline_outlook') }}
where
    (status in ('history_too_short', 'no_basis')) <> (expected_value is null)
    or (history_quarters < 3) <> (status = 'history_too_short')
    or (status = 'measured') <> (expected_low is not null)
    or (measured_quarters = 0) <> (mean_absolute_percentage_error is null)
    or expected_low > expected_high
    or interval_coverage < 0.5
