-- One row is a customer's price over a time; a price change is the next row as delivered: typed,
-- with every reason to refuse it.
{{ checked('subscriptions', input('subscriptions')) }}
