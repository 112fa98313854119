-- One row is a target for a metric in a period, accepted.
{{ accepted('targets', ref('checked_targets')) }}
