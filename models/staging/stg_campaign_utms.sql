-- One row is a utm that leads to a campaign, accepted.
{{ accepted('campaign_utms', ref('checked_campaign_utms')) }}
