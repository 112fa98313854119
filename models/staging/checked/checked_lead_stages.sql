-- One row is a lead entering a stage as delivered: typed, with every reason to refuse it.
{{ checked('lead_stages', input('lead_stages')) }}
