-- One row is a sales opportunity, accepted.
{{ accepted('deals', ref('checked_deals')) }}
