-- One row is a meeting, accepted.
{{ accepted('meetings', ref('checked_meetings')) }}
