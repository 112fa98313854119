-- One row is a campaign's budget from a day on as delivered: typed, with every reason to refuse it.
{{ checked('budgets', input('budgets')) }}
