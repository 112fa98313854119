-- One row is a page seen, accepted.
{{ accepted('page_views', ref('checked_page_views')) }}
