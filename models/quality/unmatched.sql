-- One row is a column that refers to another input: how many of its references lead nowhere.
{%- set references = [
    ('leads', 'account_id', 'accounts', 'account_id'),
    ('leads', 'campaign_id', 'campaigns', 'campaign_id'),
    ('leads', 'merged_into_lead_id', 'leads', 'lead_id'),
    ('accounts', 'merged_into_account_id', 'accounts', 'account_id'),
    ('deals', 'merged_into_deal_id', 'deals', 'deal_id'),
    ('lead_stages', 'lead_id', 'leads', 'lead_id'),
    ('lead_qualifications', 'lead_id', 'leads', 'lead_id'),
    ('deals', 'account_id', 'accounts', 'account_id'),
    ('deals', 'lead_id', 'leads', 'lead_id'),
    ('deals', 'campaign_id', 'campaigns', 'campaign_id'),
    ('deal_stages', 'deal_id', 'deals', 'deal_id'),
    ('meetings', 'lead_id', 'leads', 'lead_id'),
    ('meetings', 'account_id', 'accounts', 'account_id'),
    ('meetings', 'deal_id', 'deals', 'deal_id'),
    ('meetings', 'campaign_id', 'campaigns', 'campaign_id'),
    ('inbound_requests', 'lead_id', 'leads', 'lead_id'),
    ('inbound_requests', 'campaign_id', 'campaigns', 'campaign_id'),
    ('sessions', 'lead_id', 'leads', 'lead_id'),
    ('page_views', 'session_id', 'sessions', 'session_id'),
    ('web_conversions', 'session_id', 'sessions', 'session_id'),
    ('web_conversions', 'lead_id', 'leads', 'lead_id'),
    ('web_conversions', 'content_offer', 'content_offers', 'content_offer'),
    ('chatbot_conversations', 'session_id', 'sessions', 'session_id'),
    ('chatbot_conversations', 'lead_id', 'leads', 'lead_id'),
    ('ad_spend', 'campaign_id', 'campaigns', 'campaign_id'),
    ('ad_interactions', 'campaign_id', 'campaigns', 'campaign_id'),
    ('social_posts', 'campaign_id', 'campaigns', 'campaign_id'),
    ('email_events', 'campaign_id', 'campaigns', 'campaign_id'),
    ('email_events', 'lead_id', 'leads', 'lead_id'),
    ('email_campaigns', 'campaign_id', 'campaigns', 'campaign_id'),
    ('costs', 'campaign_id', 'campaigns', 'campaign_id'),
    ('budgets', 'campaign_id', 'campaigns', 'campaign_id'),
    ('subscriptions', 'account_id', 'accounts', 'account_id'),
    ('subscriptions', 'deal_id', 'deals', 'deal_id'),
    ('invoices', 'account_id', 'accounts', 'account_id'),
    ('invoices', 'deal_id', 'deals', 'deal_id'),
    ('sessions', 'account_domain', 'accounts', 'domain'),
    ('ad_interactions', 'company_domain', 'accounts', 'domain'),
] %}
with

unmatched as (
    {%- for input, column, referred_input, referred_column in references %}
    select
        '{{ input }}' as input,
        '{{ column }}' as column_name,
        '{{ referred_input }}.{{ referred_column }}' as refers_to,
        count(referring.value) as reference_count,
        count(case when referred.value is null then referring.value end) as unmatched_count
    from (
        select {{ host_of('coalesce(' ~ after_scheme(column) ~ ', ' ~ column ~ ')') if referred_column == 'domain' else column }} as value
        from {{ ref('stg_' ~ input) }}
    ) as referring
    left join (
        {%- if referred_column == 'domain' %}
        select host as value from {{ ref('int_account_domains') }}
        {%- else %}
        select {{ referred_column }} as value
        from {{ ref('stg_' ~ referred_input) }}
        group by {{ referred_column }}
        {%- endif %}
    ) as referred
        on referring.value = referred.value
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)

select
    input,
    column_name,
    refers_to,
    cast(reference_count as bigint) as reference_count,
    cast(unmatched_count as bigint) as unmatched_count,
    {{ safe_divide('unmatched_count', 'reference_count') }} as unmatched_share
from unmatched
