-- One row is a campaign's budget from a day on, accepted.
{{ accepted('budgets', ref('checked_budgets')) }}
