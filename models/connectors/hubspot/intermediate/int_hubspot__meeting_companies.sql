-- One row is a meeting of HubSpot with its company, that of the lowest id.
{{ hubspot_first_of(
    ref('base_hubspot__meeting_companies'), 'meeting_id', 'company_id', ref('base_hubspot__meetings'), 'company_ids', has_primary=false
) }}
