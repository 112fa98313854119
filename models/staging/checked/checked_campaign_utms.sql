-- One row is a utm that leads to a campaign, as delivered: typed, with every reason to refuse it.
{{ checked('campaign_utms', input('campaign_utms')) }}
