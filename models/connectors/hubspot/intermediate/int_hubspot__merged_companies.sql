-- One row is a company of HubSpot that was merged into another.
{{ hubspot_merges(ref('base_hubspot__companies'), 'company_id', ref('base_hubspot__merged_companies')) }}
