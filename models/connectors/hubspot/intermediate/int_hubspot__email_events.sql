-- One row is something that happened to a message of HubSpot, in our words, and why it is left out.
with

events as (
    select * from {{ ref('base_hubspot__email_events') }}
),

bounces as (
    select
        event_id,
        min(category) as category
    from {{ ref('base_hubspot__email_bounces') }}
    group by event_id
),

subscription_changes as (
    select
        event_id,
        min(subscription_status) as subscription_status,
        max(is_bounce) as is_bounce
    from {{ ref('base_hubspot__email_subscription_changes') }}
    group by event_id
),

named as (
    select
        events.event_id,
        events.occurred_at,
        events.message_id,
        lower(trim(events.recipient)) as address,
        coalesce(events.bounce_category, bounces.category) as bounce_category,
        case
            when {{ hubspot_says('events.is_filtered') }} then 'filtered'
            when
                upper(events.event_type) = 'STATUSCHANGE'
                and upper(coalesce(events.subscription_status, subscription_changes.subscription_status)) = 'UNSUBSCRIBED'
                -- an address that bounces for good is unsubscribed by HubSpot itself
                and not coalesce({{ hubspot_says('coalesce(events.is_bounce, subscription_changes.is_bounce)') }}, false)
                then 'unsubscribed'
            else {{ meaning_of_words('upper(events.event_type)', {
                'SENT': 'sent',
                'DELIVERED': 'delivered',
                'BOUNCE': 'bounced',
                'OPEN': 'opened',
                'CLICK': 'clicked',
                'REPLY': 'replied',
                'FORWARD': 'forwarded',
                'SPAMREPORT': 'spam_report',
            }) }}
        end as event_type
    from events
    left join bounces
        on events.event_id = bounces.event_id
    left join subscription_changes
        on events.event_id = subscription_changes.event_id
)

select
    event_id,
    occurred_at,
    event_type,
    message_id,
    address,
    -- the others may be either
    case when event_type = 'bounced' then {{ meaning_of_words('upper(bounce_category)', {
        'UNKNOWN_USER': 'hard',
        'MAILBOX_FULL': 'soft',
        'THROTTLED': 'soft',
        'TEMPORARY_FAILURE': 'soft',
    }) }} end as bounce_type,
    case
        when event_type = 'filtered' then 'made by a machine, as HubSpot sees it'
        when event_type is null then 'a step of the sending or another event that does not count'
        when event_type = 'unsubscribed' and message_id is null then 'unsubscribed without a message'
    end as left_out_reason
from named
