-- One row is a cost beside ad spend as delivered: typed, with every reason to refuse it.
{{ checked('costs', input('costs')) }}
