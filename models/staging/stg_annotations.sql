-- One row is a note on a day, accepted.
{{ accepted('annotations', ref('checked_annotations')) }}
