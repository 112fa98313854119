-- Of each additive measure, the values of a dimension add up to the total of the period, to the cent. Distinct
-- counts and medians do not, and are left out; so are dimensions that name only a part (self_reported_source).
{%- set additive = {
    'ad_interactions_by_period': ['ad_interactions', 'named_interactions', 'icp_interactions', 'target_account_interactions'],
    'ads_by_period': ['ad_impressions', 'ad_clicks', 'ad_conversions', 'ad_spend', 'priced_clicks', 'spend_on_conversions'],
    'chatbot_by_period': ['conversations', 'conversations_with_lead', 'conversations_deflected'],
    'closed_deals_by_period': ['deals_won', 'deals_lost'],
    'content_leads_by_period': ['content_leads', 'content_leads_that_became_customers'],
    'customers_by_period': ['active_customers', 'customers_so_far', 'customers_lost_so_far', 'customer_days_so_far'],
    'deals_by_period': ['opportunities', 'sqos', 'deals_won', 'new_customers', 'pipeline_created', 'revenue', 'annual_contract_value'],
    'demo_steps_by_period': ['request_to_schedule_count', 'request_to_opportunity_days'],
    'email_by_period': [
        'messages_sent', 'messages_delivered', 'messages_opened', 'messages_unsubscribed', 'sent_with_known_delivery',
        'delivered_with_known_opens',
    ],
    'inbound_by_period': ['inbound_requests', 'requests_within_target', 'requests_with_outcome', 'response_seconds'],
    'lead_to_customer_by_period': ['leads_won', 'seconds_to_customer'],
    'leads_by_period': ['leads', 'qualified_leads', 'mqls', 'sqls', 'leads_that_became_customers'],
    'meetings_by_period': ['meetings_booked', 'meetings_due', 'meetings_attended', 'meetings_with_opportunity'],
    'mrr_by_period': ['opening_mrr', 'new_mrr', 'expansion_mrr', 'contraction_mrr', 'churned_mrr', 'reactivated_mrr', 'closing_mrr'],
    'open_deals_by_period': ['open_deals', 'open_deals_won'],
    'pipeline_coverage_by_period': ['pipeline_at_start', 'pipeline_at_end', 'pipeline_of_next'],
    'recognised_revenue_by_period': ['recognised_revenue'],
    'scroll_depth_by_period': ['landing_page_views', 'scrolled_25', 'scrolled_100'],
    'social_by_period': ['social_impressions', 'social_engagements', 'social_clicks'],
    'social_sessions_by_period': ['social_website_sessions'],
    'spend_by_period': ['marketing_spend', 'sales_cost'],
    'stage_times_by_period': ['stages_left', 'seconds_in_stage'],
    'subscribers_by_period': ['opening_subscribers', 'subscribers_joined', 'subscribers_left', 'closing_subscribers'],
    'website_by_period': [
        'sessions', 'sessions_with_known_bounce', 'single_page_sessions', 'engaged_sessions', 'page_views', 'session_seconds',
        'sessions_with_known_pages',
    ],
} %}
{%- for table, measures in additive.items() %}
select
    '{{ table }}' as measures,
    parts.period_grain,
    parts.period_start,
    parts.dimension
from (
    select
        period_grain,
        period_start,
        dimension
        {%- for measure in measures %},
        sum({{ measure }}) as {{ measure }}
        {%- endfor %}
    from {{ ref(table) }}
    group by period_grain, period_start, dimension
) as parts
left join {{ ref(table) }} as totals
    on
        parts.period_grain = totals.period_grain
        and parts.period_start = totals.period_start
        and totals.dimension = 'total'
where
    {%- for measure in measures %}
    {{ "or " if not loop.first }}parts.{{ measure }} is distinct from totals.{{ measure }}
    {%- endfor %}
{{ "union all" if not loop.last }}
{%- endfor %}
