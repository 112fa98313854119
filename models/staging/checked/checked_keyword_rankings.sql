-- One row is a keyword's rank on a day as delivered: typed, with every reason to refuse it.
{{ checked('keyword_rankings', input('keyword_rankings')) }}
