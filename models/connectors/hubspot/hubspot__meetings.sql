-- One row is a meeting of HubSpot that is not deleted.
select
    {{ contract_columns('meetings', {
        'meeting_id': 'meetings.meeting_id',
        'booked_at': 'meetings.booked_at',
        'scheduled_for': 'meetings.scheduled_for',
        'meeting_type': 'meetings.meeting_type',
        'outcome': 'meetings.outcome',
        'lead_id': 'contacts.contact_id',
        'account_id': 'companies.company_id',
        'deal_id': 'deals.deal_id',
        'owner': 'meetings.owner',
        'updated_at': 'meetings.updated_at',
    }) }},
    1 as source_rows
from {{ ref('int_hubspot__meetings') }} as meetings
left join {{ ref('int_hubspot__meeting_contacts') }} as contacts
    on meetings.meeting_id = contacts.meeting_id
left join {{ ref('int_hubspot__meeting_companies') }} as companies
    on meetings.meeting_id = companies.meeting_id
left join {{ ref('int_hubspot__meeting_deals') }} as deals
    on meetings.meeting_id = deals.meeting_id
where meetings.left_out_reason is null
