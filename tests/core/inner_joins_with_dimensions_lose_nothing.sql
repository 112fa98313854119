-- Fact by fact and key by key, an inner join with the dimension has as many rows as the fact. (Notes may lie before the
-- calendar; months and weeks of mrr movements are periods, not days.)
{%- set days = {
    'fct_leads': 'created_on', 'fct_lead_stages': 'entered_on', 'fct_deals': 'created_on', 'fct_deal_stages': 'entered_on',
    'fct_meetings': 'booked_on', 'fct_inbound_requests': 'received_on', 'fct_sessions': 'started_on', 'fct_web_totals': 'date_day',
    'fct_page_views': 'viewed_on', 'fct_web_conversions': 'occurred_on', 'fct_chatbot_conversations': 'started_on',
    'fct_ad_spend': 'date_day', 'fct_ad_interactions': 'occurred_on', 'fct_social_posts': 'date_day', 'fct_email_messages': 'sent_on',
    'fct_email_campaigns': 'sent_on', 'fct_email_subscribers': 'subscribed_on', 'fct_keyword_rankings': 'date_day',
    'fct_costs': 'date_day', 'fct_subscriptions': 'started_on', 'fct_invoices': 'invoice_date',
    'fct_mrr_by_month': 'period_start',
} %}
{%- set without_a_campaign = ['fct_deal_stages', 'fct_email_subscribers', 'fct_keyword_rankings'] %}
{%- set of_accounts = [
    'fct_leads', 'fct_deals', 'fct_meetings', 'fct_sessions', 'fct_ad_interactions', 'fct_subscriptions', 'fct_invoices',
    'fct_mrr_movements', 'fct_mrr_by_month',
] %}
{%- set keys = [('fct_web_conversions', 'content_offer', 'dim_content_offers', 'content_offer')] %}
{%- for fact, day in days.items() %}{% do keys.append((fact, day, 'dim_dates', 'date_day')) %}{% endfor %}
{%- for fact in (days.keys() | list) + ['fct_mrr_movements'] if fact not in without_a_campaign %}
    {%- do keys.append((fact, 'campaign_id', 'dim_campaigns', 'campaign_id')) %}
{%- endfor %}
{%- for fact in of_accounts %}{% do keys.append((fact, 'account_id', 'dim_accounts', 'account_id')) %}{% endfor %}
with

counted as (
    {%- for fact, column, dimension, key in keys %}
    select
        '{{ fact }}.{{ column }}' as reference,
        (select count(*) from {{ ref(fact) }}) as fact_count,
        (
            select count(*)
            from {{ ref(fact) }} as facts
            inner join {{ ref(dimension) }} as dimensions
                on facts.{{ column }} = dimensions.{{ key }}
        ) as joined_count
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select *
from counted
where fact_count <> joined_count
