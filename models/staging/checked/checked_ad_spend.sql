-- One row is a day of an ad as delivered: typed, with every reason to refuse it.
{{ checked('ad_spend', input('ad_spend')) }}
