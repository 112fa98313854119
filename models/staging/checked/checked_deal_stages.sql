-- One row is a deal entering a stage as delivered: typed, with every reason to refuse it.
{{ checked('deal_stages', input('deal_stages')) }}
