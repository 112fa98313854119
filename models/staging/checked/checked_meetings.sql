-- One row is a meeting as delivered: typed, with every reason to refuse it.
{{ checked('meetings', input('meetings')) }}
