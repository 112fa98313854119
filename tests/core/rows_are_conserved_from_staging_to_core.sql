-- No join on the way to core drops or multiplies a row. What is left out on purpose stands in a where clause.
{%- set facts = {
    'dim_accounts': ref('int_account_bridge') ~ ' where source_account_id = account_id and not is_left_out',
    'dim_campaigns': ref('stg_campaigns'),
    'dim_content_offers': ref('stg_content_offers'),
    'fct_sessions': ref('stg_sessions') ~ ' where not coalesce(is_bot, false)',
    'fct_page_views': ref('stg_page_views')
        ~ ' where session_id not in (select session_id from ' ~ ref('int_bot_sessions') ~ ')',
    'fct_web_conversions': ref('stg_web_conversions')
        ~ ' where session_id is null or session_id not in (select session_id from ' ~ ref('int_bot_sessions') ~ ')',
    'fct_web_totals': ref('stg_web_totals')
        ~ ' where date_day not in (select ' ~ business_date('started_at') ~ ' from ' ~ ref('stg_sessions') ~ ')',
    'fct_chatbot_conversations': ref('stg_chatbot_conversations'),
    'fct_inbound_requests': ref('stg_inbound_requests'),
    'fct_ad_spend': ref('stg_ad_spend'),
    'fct_ad_interactions': ref('stg_ad_interactions'),
    'fct_social_posts': ref('stg_social_posts'),
    'fct_email_subscribers': ref('stg_email_subscribers'),
    'fct_email_campaigns': ref('stg_email_campaigns')
        ~ ' where message_id not in (select message_id from ' ~ ref('fct_email_messages') ~ ')',
    'fct_keyword_rankings': ref('stg_keyword_rankings'),
    'fct_meetings': ref('stg_meetings'),
    'fct_costs': ref('stg_costs'),
    'fct_invoices': ref('stg_invoices'),
    'fct_deals': ref('int_deal_bridge') ~ ' where source_deal_id = deal_id',
    'fct_subscriptions': ref('stg_subscriptions') ~ ' where started_on <= ' ~ as_of(),
} %}
{%- set beside_delivered = {
    'dim_accounts': ' where is_delivered',
    'dim_campaigns': " where campaign_id <> 'unknown'",
    'dim_content_offers': " where content_offer <> 'unknown'",
} %}
with

counted as (
    {%- for fact, accepted_rows in facts.items() %}
    select
        '{{ fact }}' as fact,
        (select count(*) from {{ accepted_rows }}) as accepted_count,
        (select count(*) from {{ ref(fact) }}{{ beside_delivered[fact] }}) as fact_count
    union all
    {%- endfor %}
    select
        'fct_email_messages' as fact,
        (
            select count(*) from (
                select message_id from {{ ref('stg_email_events') }} group by message_id, recipient_id
            ) as messages
        ) as accepted_count,
        (select count(*) from {{ ref('fct_email_messages') }}) as fact_count
)

select *
from counted
where accepted_count is distinct from fact_count
