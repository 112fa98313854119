-- What happened after the as-of date is not seen. Planned days (a meeting, an expected closing) may lie ahead.
{%- set days = {
    'fct_leads': ['created_on'],
    'fct_lead_stages': ['entered_on', 'left_on'],
    'fct_deals': ['created_on', 'qualified_on', 'closed_on'],
    'fct_deal_stages': ['entered_on'],
    'fct_meetings': ['booked_on', 'requested_on', 'qualified_on', 'opportunity_on'],
    'fct_inbound_requests': ['received_on'],
    'fct_sessions': ['started_on'],
    'fct_page_views': ['viewed_on'],
    'fct_web_conversions': ['occurred_on'],
    'fct_chatbot_conversations': ['started_on'],
    'fct_ad_spend': ['date_day'],
    'fct_ad_interactions': ['occurred_on'],
    'fct_social_posts': ['date_day'],
    'fct_email_messages': ['sent_on'],
    'fct_email_campaigns': ['sent_on'],
    'fct_email_subscribers': ['subscribed_on', 'unsubscribed_on'],
    'fct_keyword_rankings': ['date_day'],
    'fct_costs': ['date_day'],
    'fct_subscriptions': ['started_on', 'ended_on'],
    'fct_invoices': ['invoice_date'],
    'fct_annotations': ['date_day'],
    'fct_mrr_movements': ['period_start'],
} %}
with

last_days as (
    {%- for fact, columns in days.items() %}
    {%- set last_fact = loop.last %}
    {%- for column in columns %}
    select '{{ fact }}.{{ column }}' as event, max({{ column }}) as last_on from {{ ref(fact) }}
    {{ "union all" if not (last_fact and loop.last) }}
    {%- endfor %}
    {%- endfor %}
)

select *
from last_days
where last_on > {{ as_of() }}
