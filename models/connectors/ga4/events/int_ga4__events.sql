-- One row is an event, and why it is left out, if it is. A view, so that each input reads the events once.
{{ config(materialized='view') }}
select
    events.*,
    -- moments that sort as texts, to the microsecond
    replace(substr(events.occurred_at, 1, 19), 'T', ' ') || '.'
    || rpad(coalesce(nullif(substr(events.occurred_at, 21, 6), ''), '0'), 6, '0')
    || lpad(coalesce(events.batch_event_index, '0'), 6, '0') as sort_key,
    case
        when coalesce(events.visitor_id, '') = '' then 'without consent'
        when events.session_id is null then 'of no session'
        when lower(events.is_intraday) = 'true' and final_days.event_date is not null then 'delivered again when its day was over'
    end as left_out_reason
from {{ ref('base_ga4__events') }} as events
left join {{ ref('int_ga4__final_days') }} as final_days
    on events.event_date = final_days.event_date
