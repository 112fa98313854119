-- One row is a qualification criterion answered for a lead as delivered: typed, with every reason
-- to refuse it.
{{ checked('lead_qualifications', input('lead_qualifications')) }}
