-- One row is a message as a tool sums it up. What cannot be (more opened than arrived) counts as not told.
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
),

arrivals as (
    select
        *,
        case when bounced <= sent then bounced end as possible_bounced,
        coalesce(
            case when delivered <= sent then delivered end,
            case when bounced <= sent then sent - bounced end
        ) as possible_delivered
    from campaigns
)

select
    arrivals.message_id,
    arrivals.sent_at,
    arrivals.campaign_id,
    arrivals.sent,
    arrivals.possible_delivered as delivered,
    arrivals.possible_bounced as bounced,
    {%- for reaction in ['opened', 'clicked', 'unsubscribed'] %}
    case
        when arrivals.{{ reaction }} <= coalesce(arrivals.possible_delivered, arrivals.sent) then arrivals.{{ reaction }}
    end as {{ reaction }},
    {%- endfor %}
    case when arrivals.replied <= arrivals.sent then arrivals.replied end as replied,
    with_events.message_id is not null as has_events
from arrivals
left join with_events
    on arrivals.message_id = with_events.message_id
