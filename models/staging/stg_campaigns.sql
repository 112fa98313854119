-- One row is a campaign, accepted.
{{ accepted('campaigns', ref('checked_campaigns')) }}
