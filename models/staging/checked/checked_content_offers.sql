-- One row is a content offer as delivered: typed, with every reason to refuse it.
{{ checked('content_offers', input('content_offers')) }}
