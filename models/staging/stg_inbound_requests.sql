-- One row is an inbound request, accepted.
{{ accepted('inbound_requests', ref('checked_inbound_requests')) }}
