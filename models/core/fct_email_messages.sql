-- One row is a message to a recipient, with what came of it.
{%- set reactions = ['opened', 'clicked', 'replied', 'forwarded', 'unsubscribed', 'spam_report'] %}
with

messages as (
    select
        message_id,
        recipient_id,
        coalesce(min(case when event_type = 'sent' then occurred_at end), min(occurred_at)) as sent_at,
        min(campaign_id) as campaign_id,
        min(lead_id) as lead_id,
        max(case when event_type = 'delivered' then 1 else 0 end) as is_reported,
        -- what was opened, by a machine too, had arrived
        max(case when event_type in ('{{ reactions | join("', '") }}') then 1 else 0 end) as has_reaction,
        max(case when event_type = 'bounced' then 1 else 0 end) as has_bounce,
        -- a bounce that does not say is one for good
        max(case when event_type = 'bounced' and coalesce(bounce_type, 'hard') = 'hard' then 1 else 0 end)
            as has_hard_bounce,
        min(case when event_type = 'bounced' then bounce_type end) as bounce_type,
        -- what a machine does is none of the recipient's doing
        {%- for reaction in reactions %}
        bool_or(event_type = '{{ reaction }}' and not coalesce(is_machine, false)) as is_{{ reaction }},
        {%- endfor %}
        bool_or(event_type = 'opened' and coalesce(is_machine, false)) as is_opened_by_machine
    from {{ ref('stg_email_events') }}
    group by message_id, recipient_id
),

mailings as (
    select
        *,
        count(*) over (partition by message_id) as recipient_count,
        max(is_reported) over (partition by message_id) as is_reported_of_any
    from messages
),

-- messages to one person alone say nothing of their tool, those of a campaign together do
personal_mailings as (
    select
        coalesce(campaign_id, '') as campaign_id,
        max(is_reported) as is_reported_of_any
    from mailings
    where recipient_count = 1
    group by coalesce(campaign_id, '')
),

-- where the tool reports no delivery at all, what did not bounce for good has arrived
arrivals as (
    select
        mailings.*,
        mailings.is_reported = 1
        or mailings.has_reaction = 1
        or (
            coalesce(personal_mailings.is_reported_of_any, mailings.is_reported_of_any) = 0
            and mailings.has_hard_bounce = 0
        ) as is_delivered
    from mailings
    left join personal_mailings
        on mailings.recipient_count = 1 and coalesce(mailings.campaign_id, '') = personal_mailings.campaign_id
)

select
    arrivals.message_id,
    arrivals.recipient_id,
    bridge.lead_id,
    arrivals.sent_at,
    {{ business_date('arrivals.sent_at') }} as sent_on,
    'email' as channel,
    {{ campaign_columns("coalesce(campaigns.campaign_id, 'unknown')") }},
    coalesce(leads.segment, 'unknown') as segment,
    coalesce(campaigns.program, 'unknown') as program,
    coalesce(leads.target_account, 'unknown') as target_account,
    coalesce(leads.icp, 'unknown') as icp,
    {{- own_columns({'accounts': 'leads', 'campaigns': 'campaigns'}) }}
    case when not arrivals.is_delivered then arrivals.bounce_type end as bounce_type,
    arrivals.is_delivered,
    arrivals.has_bounce = 1 and not arrivals.is_delivered as is_bounced,
    {%- for reaction in reactions %}
    arrivals.is_{{ reaction }},
    {%- endfor %}
    arrivals.is_opened_by_machine
from arrivals
left join {{ ref('int_recipient_leads') }} as recipients
    on {{ hash_of_recipient('arrivals.recipient_id') }} = recipients.address_hash
left join {{ ref('int_lead_bridge') }} as bridge
    on coalesce(arrivals.lead_id, recipients.lead_id) = bridge.source_lead_id
left join {{ ref('int_leads') }} as leads
    on bridge.lead_id = leads.lead_id
left join {{ ref('int_campaigns') }} as campaigns
    on arrivals.campaign_id = campaigns.campaign_id
