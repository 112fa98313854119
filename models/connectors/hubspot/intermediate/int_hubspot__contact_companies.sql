-- One row is a contact of HubSpot with its company, that of the lowest id.
{{ hubspot_first_of(
    ref('base_hubspot__contact_companies'), 'contact_id', 'company_id', ref('base_hubspot__contacts'), 'company_ids', has_primary=false
) }}
