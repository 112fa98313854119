-- A period and a dimension value stand once in each measures table, nothing of the key is missing, and only
-- the total is called all.
{%- set tables = [
    'ad_interactions_by_period', 'ads_by_period', 'chatbot_by_period', 'closed_deals_by_period', 'content_by_period',
    'content_leads_by_period', 'customers_by_period', 'deals_by_period', 'demo_steps_by_period', 'email_by_period',
    'expected_sqos_by_period', 'inbound_by_period', 'keywords_by_period', 'lead_to_customer_by_period', 'leads_by_period',
    'meetings_by_period', 'mrr_by_period', 'open_deals_by_period', 'pipeline_coverage_by_period',
    'recognised_revenue_by_period', 'reported_visitors_by_period', 'scroll_depth_by_period', 'self_reported_leads_by_period',
    'self_reported_revenue_by_period', 'social_by_period', 'social_sessions_by_period', 'spend_by_period',
    'stage_times_by_period', 'subscribers_by_period', 'visitors_by_period', 'website_by_period',
] %}
-- one table at a time, as none but the largest need be held
{%- for table in tables %}
select
    '{{ table }}' as measures,
    {{ period_keys() }},
    count(*) as row_count
from {{ ref(table) }}
group by {{ period_keys() }}
having
    count(*) > 1
    or period_grain is null
    or period_start is null
    or dimension_value is null
    or (dimension = 'total' and dimension_value <> 'all')
{{ "union all" if not loop.last }}
{%- endfor %}
