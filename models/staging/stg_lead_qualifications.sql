-- One row is a qualification criterion answered for a lead, accepted.
{{ accepted('lead_qualifications', ref('checked_lead_qualifications')) }}
