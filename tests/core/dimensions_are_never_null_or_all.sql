-- Every row counts under a value of each dimension; what is missing is unknown. The values that we name
-- ourselves never take the reserved name, which stands for the total.
{%- set common = common_dimensions() %}
{%- set facts = {
    'fct_leads': common + ['icp', 'self_reported_source'],
    'fct_lead_stages': common + ['stage'],
    'fct_deals': common + ['icp', 'source_owner', 'owner', 'competitor', 'lost_reason', 'deal_type'],
    'fct_meetings': common + ['icp', 'owner', 'meeting_type', 'outcome'],
    'fct_inbound_requests': common + ['request_channel'],
    'fct_sessions': website_dimensions() + ['source', 'medium'],
    'fct_page_views': website_dimensions() + ['page_path'],
    'fct_web_conversions': website_dimensions() + ['content_offer'],
    'fct_chatbot_conversations': common,
    'fct_ad_spend': ['channel', 'campaign', 'program', 'platform', 'ad'],
    'fct_ad_interactions': common + ['icp', 'platform', 'ad'],
    'fct_social_posts': ['channel', 'campaign', 'program', 'network'],
    'fct_email_messages': common,
    'fct_costs': ['channel', 'campaign', 'program', 'department', 'cost_type'],
    'fct_subscriptions': common,
    'fct_invoices': common,
    'fct_mrr_movements': common,
} %}
{%- set ours = ['channel', 'program', 'target_account', 'icp', 'source_owner', 'visitor_type', 'stage', 'department'] %}
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
        {%- for dimension in dimensions if dimension in ours %}
        or {{ dimension }} = 'all'
        {%- endfor %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select *
from wrong
where wrong_rows > 0
