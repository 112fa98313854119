-- One row is something that happened to a message as delivered: typed, with every reason to
-- refuse it.
{{ checked('email_events', input('email_events')) }}
