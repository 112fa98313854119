-- One row is a website session as delivered: typed, with every reason to refuse it.
{{ checked('sessions', input('sessions')) }}
