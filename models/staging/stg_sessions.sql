-- One row is a website session, accepted.
{{ accepted('sessions', ref('checked_sessions')) }}
