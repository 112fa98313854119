-- One row is something that happened to a message, accepted.
{{ accepted('email_events', ref('checked_email_events')) }}
