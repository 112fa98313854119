-- One row is a day of the website as an exploration sums it up.
select
    {{ contract_columns('web_totals', {
        'date_day': 'date_day',
        'source': 'source',
        'medium': 'medium',
        'campaign': 'campaign',
        'sessions': 'sessions',
        'visitors': 'visitors',
        'engaged_sessions': 'engaged_sessions',
        'page_views': 'page_views',
        'conversions': 'conversions',
    }) }},
    1 as source_rows
from {{ ref('base_ga4__totals') }}
