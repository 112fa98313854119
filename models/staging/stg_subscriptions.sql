-- One row is a customer's price over a time; a price change is the next row, accepted.
{{ accepted('subscriptions', ref('checked_subscriptions')) }}
