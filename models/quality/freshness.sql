-- One row is an input by whose days something counts: until when it goes, and whether it lags behind.
select
    input,
    last_event_on,
    {{ as_of() }} as as_of_date,
    days_behind,
    event_days,
    longest_silence_days,
    warn_after_days,
    refuse_after_days,
    case
        when is_refused then 'refused'
        when last_event_on is null then 'absent'
        when is_replaced then 'replaced'
        when is_behind then 'behind'
        when warn_after_days is null then 'not judged'
        else 'current'
    end as state
from {{ ref('int_input_freshness') }}
