-- The leads, deals and sessions that facts name are there; accounts, campaigns, offers and days are the business of
-- inner_joins_with_dimensions_lose_nothing. (What was delivered without its partner is nothing by now;
-- quality.unmatched counts it.)
{%- set references = {
    'fct_lead_stages': {'lead_id': 'fct_leads'},
    'fct_lead_qualifications': {'lead_id': 'fct_leads'},
    'fct_sessions': {'lead_id': 'fct_leads'},
    'fct_web_conversions': {'lead_id': 'fct_leads'},
    'fct_chatbot_conversations': {'lead_id': 'fct_leads'},
    'fct_inbound_requests': {'lead_id': 'fct_leads'},
    'fct_email_messages': {'lead_id': 'fct_leads'},
    'fct_meetings': {'lead_id': 'fct_leads', 'deal_id': 'fct_deals'},
    'fct_leads': {'first_session_id': 'fct_sessions'},
    'fct_deals': {'lead_id': 'fct_leads', 'first_lead_id': 'fct_leads'},
    'fct_deal_stages': {'deal_id': 'fct_deals'},
} %}
{%- set keys = {'fct_leads': 'lead_id', 'fct_deals': 'deal_id', 'fct_sessions': 'session_id'} %}
with

loose as (
    {%- for fact, columns in references.items() %}
    {%- set last_fact = loop.last %}
    {%- for column, partner in columns.items() %}
    select
        '{{ fact }}.{{ column }}' as reference,
        count(*) as loose_count
    from {{ ref(fact) }} as facts
    left join {{ ref(partner) }} as partners
        on facts.{{ column }} = partners.{{ keys[partner] }}
    where facts.{{ column }} is not null and partners.{{ keys[partner] }} is null
    {{ "union all" if not (last_fact and loop.last) }}
    {%- endfor %}
    {%- endfor %}
)

select *
from loose
where loose_count > 0
