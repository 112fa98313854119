-- One row is a day of an ad, accepted.
{{ accepted('ad_spend', ref('checked_ad_spend')) }}
