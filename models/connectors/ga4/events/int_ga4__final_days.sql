-- One row is a day that was delivered after it was over.
select event_date
from {{ ref('base_ga4__events') }}
where lower(coalesce(is_intraday, 'false')) <> 'true'
group by event_date
