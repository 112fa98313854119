-- One row is an account, a lead, and a kind of touch by a channel: how many there were of late, and the last one.
{%- set counts = ['page_views', 'opened', 'clicked', 'replied'] %}
with

leads as (
    select
        lead_id,
        nullif(account_id, 'unknown') as account_id
    from {{ ref('fct_leads') }}
),

-- a browser that several people used stands for the first of them
lead_sessions as (
    select
        session_id,
        min(lead_id) as lead_id
    from {{ ref('int_lead_sessions') }}
    group by session_id
),

events as (
    select
        coalesce(nullif(sessions.account_id, 'unknown'), leads.account_id) as account_id,
        coalesce(sessions.lead_id, lead_sessions.lead_id) as lead_id,
        'session' as kind,
        sessions.channel,
        sessions.started_at as touched_at,
        sessions.started_on as touched_on,
        true as is_touch,
        coalesce(sessions.page_view_count, 0) as page_views,
        0 as opened,
        0 as clicked,
        0 as replied
    from {{ ref('fct_sessions') }} as sessions
    left join lead_sessions
        on sessions.session_id = lead_sessions.session_id
    left join leads
        on lead_sessions.lead_id = leads.lead_id
    union all
    select
        nullif(account_id, 'unknown') as account_id,
        cast(null as {{ dbt.type_string() }}) as lead_id,
        'ad_interaction' as kind,
        channel,
        occurred_at as touched_at,
        occurred_on as touched_on,
        true as is_touch,
        0 as page_views,
        0 as opened,
        0 as clicked,
        0 as replied
    from {{ ref('fct_ad_interactions') }}
    union all
    select
        leads.account_id,
        messages.lead_id,
        'email' as kind,
        messages.channel,
        messages.sent_at as touched_at,
        messages.sent_on as touched_on,
        messages.is_opened or messages.is_clicked or messages.is_replied as is_touch,
        0 as page_views,
        case when messages.is_opened then 1 else 0 end as opened,
        case when messages.is_clicked then 1 else 0 end as clicked,
        case when messages.is_replied then 1 else 0 end as replied
    from {{ ref('fct_email_messages') }} as messages
    left join leads
        on messages.lead_id = leads.lead_id
    union all
    select
        nullif(account_id, 'unknown') as account_id,
        lead_id,
        'meeting' as kind,
        channel,
        coalesce(scheduled_for, booked_at) as touched_at,
        scheduled_on as touched_on,
        is_attended as is_touch,
        0 as page_views,
        0 as opened,
        0 as clicked,
        0 as replied
    from {{ ref('fct_meetings') }}
    union all
    select
        leads.account_id,
        requests.lead_id,
        'inbound_request' as kind,
        requests.channel,
        requests.received_at as touched_at,
        requests.received_on as touched_on,
        true as is_touch,
        0 as page_views,
        0 as opened,
        0 as clicked,
        0 as replied
    from {{ ref('fct_inbound_requests') }} as requests
    left join leads
        on requests.lead_id = leads.lead_id
),

known as (
    select
        *,
        touched_on > {{ before_recent_days() }} as is_recent
    from events
    where account_id is not null or lead_id is not null
)

select
    account_id,
    lead_id,
    kind,
    channel,
    cast(sum(case when is_touch and is_recent then 1 else 0 end) as bigint) as touches,
    {%- for name in counts %}
    cast(sum(case when is_recent then {{ name }} else 0 end) as bigint) as {{ name }},
    {%- endfor %}
    max(case when is_touch then touched_at end) as last_touch_at
from known
group by account_id, lead_id, kind, channel
