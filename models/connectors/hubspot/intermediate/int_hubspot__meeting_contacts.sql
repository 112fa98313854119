-- One row is a meeting of HubSpot with its contact, that of the lowest id.
{{ hubspot_first_of(
    ref('base_hubspot__meeting_contacts'), 'meeting_id', 'contact_id', ref('base_hubspot__meetings'), 'contact_ids', has_primary=false
) }}
