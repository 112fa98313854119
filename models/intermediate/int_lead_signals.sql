-- One row is something known about a lead within its first days: who it is, and what it did how
-- often.
-- What became known later is not here, so that a score judged by its outcome has not seen it.
with

leads as (
    select
        *,
        created_at + interval '{{ var("lead_score_days", 14) }}' day as known_until
    from {{ ref('int_leads') }}
),

bridge as (
    select * from {{ ref('int_lead_bridge') }} where lead_id is not null
),

lead_sessions as (
    select
        lead_sessions.lead_id,
        lead_sessions.session_id,
        lead_sessions.started_at,
        leads.known_until
    from {{ ref('int_lead_sessions') }} as lead_sessions
    inner join leads
        on lead_sessions.lead_id = leads.lead_id
),

titles as (
    select
        leads.lead_id,
        stg_leads.job_title,
        row_number() over (
            partition by leads.lead_id order by stg_leads.created_at nulls last, stg_leads.lead_id nulls last
        ) as title_number
    from leads
    inner join bridge
        on leads.lead_id = bridge.lead_id
    inner join {{ ref('stg_leads') }} as stg_leads
        on bridge.source_lead_id = stg_leads.lead_id
    where not bridge.is_deleted and stg_leads.job_title is not null and stg_leads.created_at <= leads.known_until
),

lead_page_views as (
    select
        lead_sessions.lead_id,
        lower(page_views.page_path) as page_path
    from {{ ref('stg_page_views') }} as page_views
    inner join lead_sessions
        on page_views.session_id = lead_sessions.session_id
    where page_views.viewed_at <= lead_sessions.known_until
),

-- a lead action is the lead's that it names, or that its session belongs to
action_links as (
    select bridge.lead_id, conversions.conversion_id, conversions.conversion_type, conversions.occurred_at
    from {{ ref('stg_web_conversions') }} as conversions
    inner join bridge
        on conversions.lead_id = bridge.source_lead_id
    union all
    select lead_sessions.lead_id, conversions.conversion_id, conversions.conversion_type, conversions.occurred_at
    from {{ ref('stg_web_conversions') }} as conversions
    inner join lead_sessions
        on conversions.session_id = lead_sessions.session_id
    where conversions.lead_id is null
),

criteria as (
    select
        leads.lead_id,
        replace(replace(lower(qualifications.criterion), ' ', '_'), '-', '_') as criterion,
        qualifications.is_met,
        row_number() over (
            partition by leads.lead_id, replace(replace(lower(qualifications.criterion), ' ', '_'), '-', '_')
            order by qualifications.recorded_at desc nulls last, qualifications.is_met desc nulls last
        ) as answer_number
    from {{ ref('stg_lead_qualifications') }} as qualifications
    inner join bridge
        on qualifications.lead_id = bridge.source_lead_id
    inner join leads
        on bridge.lead_id = leads.lead_id
    where qualifications.recorded_at <= leads.known_until
),

things_known as (
    select lead_id, 'job_title' as signal, lower(job_title) as said, 1 as times from titles where title_number = 1
    union all
    select lead_id, 'icp' as signal, icp as said, 1 as times from leads
    union all
    select lead_id, 'target_account' as signal, target_account as said, 1 as times from leads
    union all
    select lead_id, 'segment' as signal, lower(segment) as said, 1 as times from leads
    union all
    select lead_id, 'channel' as signal, channel as said, 1 as times from leads
    union all
    select
        lead_id,
        case when is_met then 'criterion_met' else 'criterion_unmet' end as signal,
        criterion as said,
        1 as times
    from criteria
    where answer_number = 1
    union all
    select
        leads.lead_id,
        'annual_revenue' as signal,
        cast(null as {{ dbt.type_string() }}) as said,
        accounts.annual_revenue as times
    from leads
    inner join {{ ref('stg_accounts') }} as accounts
        on leads.account_id = accounts.account_id
    where accounts.annual_revenue is not null
),

things_done as (
    select lead_id, 'sessions' as signal, cast(null as {{ dbt.type_string() }}) as said
    from lead_sessions
    where started_at <= known_until
    union all
    select lead_id, 'page_views' as signal, cast(null as {{ dbt.type_string() }}) as said
    from lead_page_views
    union all
    select lead_id, 'page' as signal, page_path as said
    from lead_page_views
    where page_path is not null
    union all
    select action_links.lead_id, 'web_conversion' as signal, action_links.conversion_type as said
    from action_links
    inner join leads
        on action_links.lead_id = leads.lead_id
    where action_links.occurred_at <= leads.known_until
    group by action_links.lead_id, action_links.conversion_type, action_links.conversion_id
    union all
    select leads.lead_id, 'email' as signal, events.event_type as said
    from {{ ref('stg_email_events') }} as events
    left join {{ ref('int_recipient_leads') }} as recipients
        on {{ hash_of_recipient('events.recipient_id') }} = recipients.address_hash
    inner join bridge
        on coalesce(events.lead_id, recipients.lead_id) = bridge.source_lead_id
    inner join leads
        on bridge.lead_id = leads.lead_id
    where events.occurred_at <= leads.known_until
    group by leads.lead_id, events.event_type, events.message_id, events.recipient_id
    union all
    select leads.lead_id, 'inbound_request' as signal, coalesce(lower(requests.request_channel), 'unknown') as said
    from {{ ref('stg_inbound_requests') }} as requests
    inner join bridge
        on requests.lead_id = bridge.source_lead_id
    inner join leads
        on bridge.lead_id = leads.lead_id
    where requests.received_at <= leads.known_until
    union all
    select leads.lead_id, 'chatbot_conversations' as signal, cast(null as {{ dbt.type_string() }}) as said
    from {{ ref('stg_chatbot_conversations') }} as conversations
    inner join bridge
        on conversations.lead_id = bridge.source_lead_id
    inner join leads
        on bridge.lead_id = leads.lead_id
    where conversations.started_at <= leads.known_until
)

select
    lead_id,
    signal,
    coalesce(said, '') as said,
    cast(times as {{ money_type() }}) as times
from things_known
union all
select
    lead_id,
    signal,
    coalesce(said, '') as said,
    cast(count(*) as {{ money_type() }}) as times
from things_done
group by lead_id, signal, coalesce(said, '')
