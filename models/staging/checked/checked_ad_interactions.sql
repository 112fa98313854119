-- One row is a person's reaction to an ad as delivered: typed, with every reason to refuse it.
{{ checked('ad_interactions', input('ad_interactions')) }}
