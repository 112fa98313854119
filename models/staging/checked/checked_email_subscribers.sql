-- One row is a subscription to an e-mail list as delivered: typed, with every reason to refuse it.
{{ checked('email_subscribers', input('email_subscribers')) }}
