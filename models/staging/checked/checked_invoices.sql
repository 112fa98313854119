-- One row is revenue recognised as delivered: typed, with every reason to refuse it.
{{ checked('invoices', input('invoices')) }}
