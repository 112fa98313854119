-- One row is a deal of HubSpot that was merged into another.
{{ hubspot_merges(ref('base_hubspot__deals'), 'deal_id', ref('base_hubspot__merged_deals')) }}
