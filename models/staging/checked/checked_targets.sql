-- One row is a target for a metric in a period as delivered: typed, with every reason to refuse it.
{{ checked('targets', input('targets')) }}
