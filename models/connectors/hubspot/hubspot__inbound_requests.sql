-- One row is a form of HubSpot that a contact sent and that asks for an answer.
select
    {{ contract_columns('inbound_requests', {
        'request_id': 'submission_id',
        'received_at': 'submitted_at',
        'request_channel': "'form'",
        'lead_id': 'contact_id',
    }) }},
    1 as source_rows
from {{ ref('int_hubspot__submissions') }}
where left_out_reason is null
