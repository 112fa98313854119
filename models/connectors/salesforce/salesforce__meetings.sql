-- One row is an event of the calendar.
select
    {{ contract_columns('meetings', {
        'meeting_id': 'events.meeting_id',
        'booked_at': 'events.booked_at',
        'scheduled_for': 'events.scheduled_for',
        'meeting_type': 'events.meeting_type',
        'outcome': 'events.outcome',
        'lead_id': 'coalesce(converted_contacts.lead_id, events.person_id)',
        'account_id': "case when events.subject_kind = '001' then events.subject_id else events.account_id end",
        'deal_id': "case when events.subject_kind = '006' then events.subject_id end",
        'campaign_id': "case when events.subject_kind = '701' then events.subject_id end",
        'owner': 'events.owner',
        'updated_at': 'events.updated_at',
    }) }},
    1 as source_rows
from {{ ref('base_salesforce__events') }} as events
left join {{ ref('base_salesforce__converted_contacts') }} as converted_contacts
    on events.person_id = converted_contacts.contact_id
where events.left_out_reason is null
