-- One row is a currency's rate on a day as delivered: typed, with every reason to refuse it.
{{ checked('exchange_rates', input('exchange_rates')) }}
