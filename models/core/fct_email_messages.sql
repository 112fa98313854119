-- One row is a message to a recipient, with what came of it.
with

messages as (
    select
        message_id,
        recipient_id,
        coalesce(min(case when event_type = 'sent' then occurred_at end), min(occurred_at)) as sent_at,
        min(campaign_id) as campaign_id,
        min(lead_id) as lead_id,
        bool_or(event_type = 'bounced') as is_bounced,
        -- what was opened, clicked, answered, forwarded or unsubscribed from had arrived
        bool_or(event_type in (
            'delivered', 'opened', 'clicked', 'replied', 'forwarded', 'unsubscribed', 'spam_report'
        )) as is_delivered,
        bool_or(event_type = 'opened') as is_opened,
        bool_or(event_type = 'clicked') as is_clicked,
        bool_or(event_type = 'replied') as is_replied,
        bool_or(event_type = 'forwarded') as is_forwarded,
        bool_or(event_type = 'unsubscribed') as is_unsubscribed,
        bool_or(event_type = 'spam_report') as is_spam_report
    from {{ ref('stg_email_events') }}
    group by message_id, recipient_id
)

select
    messages.message_id,
    messages.recipient_id,
    bridge.lead_id,
    messages.sent_at,
    {{ business_date('messages.sent_at') }} as sent_on,
    'email' as channel,
    coalesce(campaigns.campaign_id, 'unknown') as campaign,
    coalesce(leads.segment, 'unknown') as segment,
    coalesce(campaigns.program, 'unknown') as program,
    coalesce(leads.target_account, 'unknown') as target_account,
    messages.is_delivered,
    messages.is_bounced,
    messages.is_opened,
    messages.is_clicked,
    messages.is_replied,
    messages.is_forwarded,
    messages.is_unsubscribed,
    messages.is_spam_report
from messages
left join {{ ref('int_lead_bridge') }} as bridge
    on messages.lead_id = bridge.source_lead_id
left join {{ ref('int_leads') }} as leads
    on bridge.lead_id = leads.lead_id
left join {{ ref('int_campaigns') }} as campaigns
    on messages.campaign_id = campaigns.campaign_id
