-- At each grain the totals of all periods are what core holds: nothing falls between two periods or counts twice.
{%- set totals = {
    'leads': [ref('leads_by_period'), 'leads', 'count(*)', ref('fct_leads')],
    'opportunities': [ref('deals_by_period'), 'opportunities', 'count(*)', ref('fct_deals')],
    'pipeline': [ref('deals_by_period'), 'pipeline_created', 'sum(pipeline_amount)', ref('fct_deals')],
    'revenue': [ref('deals_by_period'), 'revenue', 'sum(revenue_amount)', ref('fct_deals')],
    'sessions': [
        ref('website_by_period'),
        'sessions',
        'coalesce(sum(sessions), 0) + (select count(*) from ' ~ ref('fct_sessions') ~ ')',
        ref('fct_web_totals'),
    ],
    'ad spend': [ref('ads_by_period'), 'ad_spend', 'sum(spend_amount)', ref('fct_ad_spend')],
    'messages': [
        ref('email_by_period'),
        'messages_sent',
        'coalesce(sum(sent), 0) + (select count(*) from ' ~ ref('fct_email_messages') ~ ')',
        ref('fct_email_campaigns'),
    ],
    'meetings': [ref('meetings_by_period'), 'meetings_booked', 'count(*)', ref('fct_meetings')],
    'requests': [ref('inbound_by_period'), 'inbound_requests', 'count(*)', ref('fct_inbound_requests')],
    'conversations': [ref('chatbot_by_period'), 'conversations', 'count(*)', ref('fct_chatbot_conversations')],
    'invoices': [ref('recognised_revenue_by_period'), 'recognised_revenue', 'sum(revenue_amount)', ref('fct_invoices')],
    'posts': [ref('social_by_period'), 'social_impressions', 'sum(impressions)', ref('fct_social_posts')],
} %}
with

counted as (
    {%- for name, places in totals.items() %}
    select
        '{{ name }}' as counted,
        period_grain,
        cast(sum({{ places[1] }}) as decimal(38, 4)) as by_period,
        cast((select {{ places[2] }} from {{ places[3] }}) as decimal(38, 4)) as in_core
    from {{ places[0] }}
    where dimension = 'total'
    group by period_grain
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select *
from counted
-- a sum over nothing is NULL on the right and mostly 0 on the left
where coalesce(by_period, 0) <> coalesce(in_core, 0)
