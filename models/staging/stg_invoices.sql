-- One row is revenue recognised, accepted.
{{ accepted('invoices', ref('checked_invoices')) }}
