-- One row is an event that the company counts as a lead action.
{%- set meanings = conversions_of_ga4() %}
select
    {{ contract_columns('web_conversions', {
        'conversion_id': "session_id || '.' || occurred_at || '.' || coalesce(batch_event_index, '0') || '.' || event_name",
        'occurred_at': 'occurred_at',
        'conversion_type': meaning_of_words('event_name', meanings),
        'session_id': 'session_id',
        'visitor_id': 'visitor_id',
    }) }},
    1 as source_rows
from {{ ref('int_ga4__events') }}
where
    left_out_reason is null
    and event_name in ({% for name in meanings %}'{{ name }}'{{ ", " if not loop.last }}{% endfor %})
