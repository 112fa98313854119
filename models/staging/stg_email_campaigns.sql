-- One row is a message as a tool sums it up, accepted.
{{ accepted('email_campaigns', ref('checked_email_campaigns')) }}
