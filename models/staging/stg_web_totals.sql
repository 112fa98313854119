-- One row is a day of the website as a tool sums it up, accepted.
{{ accepted('web_totals', ref('checked_web_totals')) }}
