-- Of a session's page views exactly one is its landing page.
select
    session_id,
    sum(case when is_landing_page then 1 else 0 end) as landing_pages
from {{ ref('fct_page_views') }}
group by session_id
having sum(case when is_landing_page then 1 else 0 end) <> 1
