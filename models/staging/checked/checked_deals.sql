-- One row is a sales opportunity as delivered: typed, with every reason to refuse it.
{{ checked('deals', input('deals')) }}
