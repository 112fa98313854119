-- One row is a post's day, of each campaign that it serves, accepted.
{{ accepted('social_posts', ref('checked_social_posts')) }}
