-- One row is a lead action on the site as delivered: typed, with every reason to refuse it.
{{ checked('web_conversions', input('web_conversions')) }}
