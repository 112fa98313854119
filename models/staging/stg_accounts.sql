-- One row is a company, accepted.
{{ accepted('accounts', ref('checked_accounts')) }}
