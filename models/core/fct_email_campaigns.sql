-- One row is a message as a tool sums it up, of which no single event was delivered.
select
    messages.message_id,
    messages.sent_at,
    {{ business_date('messages.sent_at') }} as sent_on,
    'email' as channel,
    {{ campaign_columns("coalesce(campaigns.campaign_id, 'unknown')") }},
    'unknown' as segment,
    coalesce(campaigns.program, 'unknown') as program,
    'unknown' as target_account,
    'unknown' as icp,
    {{- own_columns({'accounts': none, 'campaigns': 'campaigns'}) }}
    messages.sent,
    messages.delivered,
    messages.bounced,
    messages.opened,
    messages.clicked,
    messages.replied,
    messages.unsubscribed
from {{ ref('int_email_campaigns') }} as messages
left join {{ ref('int_campaigns') }} as campaigns
    on messages.campaign_id = campaigns.campaign_id
where not messages.has_events
