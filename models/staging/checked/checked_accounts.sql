-- One row is a company as delivered: typed, with every reason to refuse it.
{{ checked('accounts', input('accounts')) }}
