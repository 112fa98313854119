-- One row is a contact of HubSpot that was merged into another.
{{ hubspot_merges(ref('base_hubspot__contacts'), 'contact_id', ref('base_hubspot__merged_contacts')) }}
