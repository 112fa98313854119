-- One row is a keyword's rank on a day, accepted.
{{ accepted('keyword_rankings', ref('checked_keyword_rankings')) }}
