-- The leads, campaigns, sessions and days that facts name are there. (What was delivered without its partner
-- is named unknown or nothing by now; quality.unmatched counts it.)
{%- set references = {
    'fct_lead_stages': {'lead_id': 'fct_leads'},
    'fct_lead_qualifications': {'lead_id': 'fct_leads'},
    'fct_sessions': {'lead_id': 'fct_leads', 'campaign': 'dim_campaigns', 'started_on': 'dim_dates'},
    'fct_web_conversions': {'lead_id': 'fct_leads', 'campaign': 'dim_campaigns', 'occurred_on': 'dim_dates'},
    'fct_chatbot_conversations': {'lead_id': 'fct_leads'},
    'fct_inbound_requests': {'lead_id': 'fct_leads', 'campaign': 'dim_campaigns', 'received_on': 'dim_dates'},
    'fct_email_messages': {'lead_id': 'fct_leads', 'campaign': 'dim_campaigns', 'sent_on': 'dim_dates'},
    'fct_email_campaigns': {'campaign': 'dim_campaigns', 'sent_on': 'dim_dates'},
    'fct_meetings': {'lead_id': 'fct_leads', 'deal_id': 'fct_deals', 'campaign': 'dim_campaigns', 'booked_on': 'dim_dates'},
    'fct_leads': {'first_session_id': 'fct_sessions', 'campaign': 'dim_campaigns', 'created_on': 'dim_dates'},
    'fct_deals': {'lead_id': 'fct_leads', 'first_lead_id': 'fct_leads', 'campaign': 'dim_campaigns', 'created_on': 'dim_dates'},
    'fct_deal_stages': {'deal_id': 'fct_deals'},
    'fct_ad_spend': {'campaign': 'dim_campaigns', 'date_day': 'dim_dates'},
    'fct_costs': {'campaign': 'dim_campaigns', 'date_day': 'dim_dates'},
    'fct_invoices': {'invoice_date': 'dim_dates'},
} %}
{%- set keys = {
    'fct_leads': 'lead_id', 'fct_deals': 'deal_id', 'fct_sessions': 'session_id', 'dim_campaigns': 'campaign_id', 'dim_dates': 'date_day'
} %}
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
    where
        facts.{{ column }} is not null
        and partners.{{ keys[partner] }} is null
        {{ "and facts.campaign <> 'unknown'" if column == 'campaign' }}
    {{ "union all" if not (last_fact and loop.last) }}
    {%- endfor %}
    {%- endfor %}
)

select *
from loose
where loose_count > 0
