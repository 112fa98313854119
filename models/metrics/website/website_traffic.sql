-- How much happens on the website: sessions and page views.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

website as (
    select * from {{ ref('website_by_period') }}
)

select
    {{ metric_columns('sessions', numerator='sessions') }}
from website
where {{ is_measured('sessions') }}
union all
select
    {{ metric_columns('page_views', numerator='page_views') }}
from website
where page_views is not null
