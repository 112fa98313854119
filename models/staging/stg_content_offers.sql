-- One row is a content offer, accepted.
{{ accepted('content_offers', ref('checked_content_offers')) }}
