-- One row is a currency's rate on a day, accepted.
{{ accepted('exchange_rates', ref('checked_exchange_rates')) }}
