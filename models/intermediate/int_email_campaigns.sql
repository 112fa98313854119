-- One row is a message as a tool sums it up.
with

campaigns as (
    select * from {{ ref('stg_email_campaigns') }}
),

-- messages of which the single events were delivered too
with_events as (
    select message_id
    from {{ ref('stg_email_events') }}
    where message_id in (select campaigns.message_id from campaigns)
    group by message_id
)

select
    campaigns.message_id,
    campaigns.sent_at,
    campaigns.campaign_id,
    campaigns.sent,
    coalesce(campaigns.delivered, campaigns.sent - campaigns.bounced) as delivered,
    campaigns.bounced,
    campaigns.opened,
    campaigns.clicked,
    campaigns.replied,
    campaigns.unsubscribed,
    with_events.message_id is not null as has_events
from campaigns
left join with_events
    on campaigns.message_id = with_events.message_id
