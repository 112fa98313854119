-- One row is a subscription to an e-mail list, accepted.
{{ accepted('email_subscribers', ref('checked_email_subscribers')) }}
