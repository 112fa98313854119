-- One row is an inbound request as delivered: typed, with every reason to refuse it.
{{ checked('inbound_requests', input('inbound_requests')) }}
