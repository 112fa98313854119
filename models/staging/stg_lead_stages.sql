-- One row is a lead entering a stage, accepted.
{{ accepted('lead_stages', ref('checked_lead_stages')) }}
