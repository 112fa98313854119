-- One row is a page seen as delivered: typed, with every reason to refuse it.
{{ checked('page_views', input('page_views')) }}
