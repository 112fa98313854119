-- One row is a post's day as delivered: typed, with every reason to refuse it.
{{ checked('social_posts', input('social_posts')) }}
