-- One row is a form of HubSpot that a contact sent.
select
    {{ contract_columns('web_conversions', {
        'conversion_id': 'submission_id',
        'occurred_at': 'submitted_at',
        'conversion_type': 'conversion_type',
        'lead_id': 'contact_id',
    }) }},
    1 as source_rows
from {{ ref('int_hubspot__submissions') }}
