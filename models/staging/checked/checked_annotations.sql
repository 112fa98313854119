-- One row is a note on a day as delivered: typed, with every reason to refuse it.
{{ checked('annotations', input('annotations')) }}
