-- One row is a deal of HubSpot with its company: the primary one, else that of the lowest id.
{{ hubspot_first_of(ref('base_hubspot__deal_companies'), 'deal_id', 'company_id', ref('base_hubspot__deals'), 'company_ids') }}
