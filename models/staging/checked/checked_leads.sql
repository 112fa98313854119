-- One row is a person who became a lead as delivered: typed, with every reason to refuse it.
{{ checked('leads', input('leads')) }}
