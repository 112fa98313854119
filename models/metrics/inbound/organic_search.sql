-- How many sessions and leads organic search brought.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

website as (
    select * from {{ ref('website_by_period') }}
),

leads as (
    select * from {{ ref('leads_by_period') }}
)

select
    {{ metric_columns('organic_sessions', numerator='organic_search_sessions') }}
from website
where {{ is_measured('organic_sessions') }}
union all
select
    {{ metric_columns('organic_leads', numerator='organic_leads') }}
from leads
where {{ is_measured('organic_leads') }}
