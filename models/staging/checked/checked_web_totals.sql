-- One row is a day of the website as a tool sums it up, as delivered: typed, with every reason to refuse it.
{{ checked('web_totals', input('web_totals')) }}
