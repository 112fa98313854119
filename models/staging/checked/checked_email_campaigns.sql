-- One row is a message as a tool sums it up, as delivered: typed, with every reason to refuse it.
{{ checked('email_campaigns', input('email_campaigns')) }}
