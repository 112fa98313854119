-- One row is a keyword's rank in a search engine on a day.
select
    date_day,
    lower(keyword) as keyword,
    coalesce(lower(search_engine), 'unknown') as search_engine,
    position,
    search_volume
from {{ ref('stg_keyword_rankings') }}
