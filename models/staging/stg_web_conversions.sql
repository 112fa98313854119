-- One row is a lead action on the site, accepted.
{{ accepted('web_conversions', ref('checked_web_conversions')) }}
