-- One row is a person who became a lead, accepted.
{{ accepted('leads', ref('checked_leads')) }}
