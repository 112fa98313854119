-- One row is a post's day, of each campaign that it serves, as delivered: typed, with every reason to refuse it.
{{ checked('social_posts', input('social_posts')) }}
