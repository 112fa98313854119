-- One row is a campaign as delivered: typed, with every reason to refuse it.
{{ checked('campaigns', input('campaigns')) }}
