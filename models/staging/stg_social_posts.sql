-- One row is a post's day, accepted.
{{ accepted('social_posts', ref('checked_social_posts')) }}
