-- One row is something that happened to a message of HubSpot.
with

-- of contacts with one address, the lowest id
contacts as (
    select
        contact_id,
        lower(trim(email)) as address,
        row_number() over (partition by lower(trim(email)) order by {{ lowest_id('contact_id') }}) as place
    from {{ ref('base_hubspot__contacts') }}
    where trim(email) <> ''
)

select
    {{ contract_columns('email_events', {
        'event_id': 'events.event_id',
        'occurred_at': 'events.occurred_at',
        'event_type': 'events.event_type',
        'message_id': 'events.message_id',
        'recipient_id': 'md5(events.address)',
        'lead_id': 'contacts.contact_id',
        'bounce_type': 'events.bounce_type',
    }) }},
    1 as source_rows
from {{ ref('int_hubspot__email_events') }} as events
left join contacts
    on events.address = contacts.address and contacts.place = 1
where events.left_out_reason is null
