-- One row is a deal of HubSpot with its contact: the primary one, else that of the lowest id.
{{ hubspot_first_of(ref('base_hubspot__deal_contacts'), 'deal_id', 'contact_id', ref('base_hubspot__deals'), 'contact_ids') }}
