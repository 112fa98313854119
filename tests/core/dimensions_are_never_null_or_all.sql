-- Every row counts under a value of each dimension; what is missing is unknown. No value takes the reserved
-- name, which stands for the total: one that is delivered comes in brackets.
{%- set facts = {
    'fct_leads': dimensions_of('leads', ['self_reported_source']),
    'fct_lead_stages': dimensions_of('leads', ['stage']),
    'fct_deals': dimensions_of('deals', ['competitor', 'lost_reason']),
    'fct_meetings': dimensions_of('meetings', ['owner', 'meeting_type', 'outcome']),
    'fct_inbound_requests': dimensions_of('inbound_requests', ['request_channel']),
    'fct_sessions': dimensions_of('sessions', ['source', 'medium', 'network']),
    'fct_web_totals': dimensions_of('sessions', ['network']),
    'fct_page_views': dimensions_of('sessions', ['page_path']),
    'fct_web_conversions': dimensions_of('sessions', ['content_offer']),
    'fct_chatbot_conversations': dimensions_of('chatbot_conversations'),
    'fct_ad_spend': dimensions_of('ads', ['ad_group', 'device', 'network']),
    'fct_ad_interactions': dimensions_of('ad_interactions'),
    'fct_keyword_rankings': dimensions_of('keywords', ['search_engine']),
    'fct_social_posts': dimensions_of('social_posts'),
    'fct_email_messages': dimensions_of('email_messages'),
    'fct_email_campaigns': dimensions_of('email_messages'),
    'fct_costs': dimensions_of('costs', ['department', 'cost_type']),
    'fct_subscriptions': dimensions_of('customers'),
    'fct_invoices': dimensions_of('customers'),
    'fct_mrr_movements': dimensions_of('customers'),
    'fct_mrr_by_month': dimensions_of('customers'),
} %}
with

wrong as (
    {%- for fact, dimensions in facts.items() %}
    select
        '{{ fact }}' as fact,
        count(*) as wrong_rows
    from {{ ref(fact) }}
    where
        {%- for dimension in dimensions %}
        {{ "or " if not loop.first }}{{ dimension }} is null
        {%- endfor %}
        {%- for dimension in dimensions %}
        or {{ dimension }} = 'all'
        {%- endfor %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select *
from wrong
where wrong_rows > 0
