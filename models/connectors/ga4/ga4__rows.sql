-- One row is a table of GA4, an input, and a reason why so many of its rows are left out; without one, what is given.
{{ rows_accounted_for('ga4', [
    {
        'table': 'event', 'rows_of': ref('base_ga4__events'),
        'input': 'sessions', 'given_by': ref('ga4__sessions'), 'left_out_by': ref('int_ga4__events'),
    },
    {
        'table': 'exploration', 'rows_of': ref('base_ga4__totals'),
        'input': 'web_totals', 'given_by': ref('ga4__web_totals'),
    },
]) }}
