-- One row is a deal entering a stage, accepted.
{{ accepted('deal_stages', ref('checked_deal_stages')) }}
