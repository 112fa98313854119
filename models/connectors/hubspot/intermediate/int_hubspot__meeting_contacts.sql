-- One row is a meeting of HubSpot with its contact, that of the lowest id.
{{ hubspot_first_of(ref('base_hubspot__meeting_contacts'), 'meeting_id', 'contact_id', has_primary=false) }}
