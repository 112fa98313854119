-- One row is a cost beside ad spend, accepted.
{{ accepted('costs', ref('checked_costs')) }}
