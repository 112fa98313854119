-- Every row counts under a value of each dimension; what is missing is unknown. No value takes the reserved
-- name, which stands for the total: one that is delivered comes in brackets.
{%- set common = common_dimensions() %}
{%- set facts = {
    'fct_leads': common + ['icp', 'self_reported_source'],
    'fct_lead_stages': common + ['stage'],
    'fct_deals': common + ['icp', 'source_owner', 'owner', 'competitor', 'lost_reason', 'deal_type'],
    'fct_meetings': common + ['icp', 'owner', 'meeting_type', 'outcome'],
    'fct_inbound_requests': common + ['request_channel'],
    'fct_sessions': website_dimensions() + ['source', 'medium', 'network'],
    'fct_web_totals': website_dimensions() + ['network'],
    'fct_page_views': website_dimensions() + ['page_path'],
    'fct_web_conversions': website_dimensions() + ['content_offer'],
    'fct_chatbot_conversations': common,
    'fct_ad_spend': ['channel', 'campaign', 'program', 'platform', 'ad', 'ad_group', 'device', 'network'],
    'fct_ad_interactions': common + ['icp', 'platform', 'ad'],
    'fct_keyword_rankings': ['keyword', 'search_engine'],
    'fct_social_posts': ['channel', 'campaign', 'program', 'network'],
    'fct_email_messages': common,
    'fct_email_campaigns': common,
    'fct_costs': ['channel', 'campaign', 'program', 'department', 'cost_type'],
    'fct_subscriptions': common,
    'fct_invoices': common,
    'fct_mrr_movements': common,
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
