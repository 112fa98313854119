-- How many sessions and leads organic search brought.
with

delivered as (
    select * from {{ ref('int_delivered_inputs') }}
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
where {{ needs(['sessions', 'web_totals']) }}
union all
select
    {{ metric_columns('organic_leads', numerator='organic_leads') }}
from leads
