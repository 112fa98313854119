-- One row, even of nothing delivered: the first day on which something that is counted happened, where
-- `all_time` begins, and the first day that a company speaks of at all, where the calendar begins.
{#- every day by which a metric counts; what is planned and lies ahead has not happened #}
{%- set moments = {
    'leads': ['created_at'],
    'lead_stages': ['entered_at'],
    'deals': ['created_at', 'qualified_at', 'closed_at'],
    'deal_stages': ['entered_at'],
    'meetings': ['booked_at', 'requested_at', 'scheduled_for'],
    'inbound_requests': ['received_at'],
    'sessions': ['started_at'],
    'page_views': ['viewed_at'],
    'web_conversions': ['occurred_at'],
    'chatbot_conversations': ['started_at'],
    'ad_interactions': ['occurred_at'],
    'email_events': ['occurred_at'],
    'email_campaigns': ['sent_at'],
    'email_subscribers': ['subscribed_at', 'unsubscribed_at'],
} %}
{%- set days = {
    'web_totals': 'date_day',
    'ad_spend': 'date_day',
    'social_posts': 'date_day',
    'keyword_rankings': 'date_day',
    'costs': 'date_day',
    'subscriptions': 'started_on',
    'invoices': 'invoice_date',
} %}
with

first_days as (
    {%- for input, columns in moments.items() %}
    {%- for column in columns %}
    select {{ business_date('min(' ~ column ~ ')') }} as first_on
    from {{ ref('int_deals' if input == 'deals' else 'stg_' ~ input) }}
    {%- if input == 'leads' %}
    where not coalesce(is_deleted, false)
    {%- endif %}
    union all
    {%- endfor %}
    {%- endfor %}
    {%- for input, column in days.items() %}
    select min({{ column }}) as first_on
    from {{ ref('stg_' ~ input) }}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
),

first_day as (
    select min(first_on) as first_event_on
    from first_days
    where first_on <= {{ as_of() }}
),

-- months before the first event have targets of their own, and quarters are the sum of them
first_target as (
    select min(period_start) as first_target_on from {{ ref('stg_targets') }}
)

select
    first_day.first_event_on,
    least(first_day.first_event_on, first_target.first_target_on, {{ as_of() }}) as first_on
from first_day
cross join first_target
