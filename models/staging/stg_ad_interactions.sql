-- One row is a person's reaction to an ad, accepted.
{{ accepted('ad_interactions', ref('checked_ad_interactions')) }}
