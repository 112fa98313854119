-- One row is what became of the messages sent in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('email_messages') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

outcomes as (
    select
        sent_on as event_on,
        {{ dimensions | join(', ') }},
        count(*) as sent,
        sum(case when is_delivered then 1 else 0 end) as delivered,
        sum(case when is_delivered then 1 else 0 end) as arrived,
        sum(case when is_bounced then 1 else 0 end) as bounced,
        sum(case when is_opened then 1 else 0 end) as opened,
        sum(case when is_clicked then 1 else 0 end) as clicked,
        sum(case when is_replied then 1 else 0 end) as replied,
        sum(case when is_forwarded then 1 else 0 end) as forwarded,
        sum(case when is_unsubscribed then 1 else 0 end) as unsubscribed
    from {{ ref('fct_email_messages') }}
    group by sent_on, {{ dimensions | join(', ') }}
    union all
    select
        sent_on as event_on,
        {{ dimensions | join(', ') }},
        sent,
        delivered,
        -- reactions are measured by what was sent where nothing is told of its arrival
        coalesce(delivered, sent) as arrived,
        bounced,
        opened,
        clicked,
        replied,
        cast(null as bigint) as forwarded,
        unsubscribed
    from {{ ref('fct_email_campaigns') }}
)

-- where a message's part is not told, the message is left out of what the part would be divided by
{{ by_period(
    'outcomes',
    dimensions=dimensions,
    counts={
        'messages_sent': 'sum(outcomes.sent)',
        'messages_delivered': 'sum(outcomes.delivered)',
        'messages_bounced': 'sum(outcomes.bounced)',
        'messages_opened': 'sum(outcomes.opened)',
        'messages_clicked': 'sum(outcomes.clicked)',
        'messages_replied': 'sum(outcomes.replied)',
        'messages_forwarded': 'sum(outcomes.forwarded)',
        'messages_unsubscribed': 'sum(outcomes.unsubscribed)',
        'sent_with_known_delivery': 'sum(case when outcomes.delivered is not null then outcomes.sent end)',
        'sent_with_known_bounces': 'sum(case when outcomes.bounced is not null then outcomes.sent end)',
        'sent_with_known_replies': 'sum(case when outcomes.replied is not null then outcomes.sent end)',
        'delivered_with_known_opens': 'sum(case when outcomes.opened is not null then outcomes.arrived end)',
        'delivered_with_known_clicks': 'sum(case when outcomes.clicked is not null then outcomes.arrived end)',
        'delivered_with_known_forwards': 'sum(case when outcomes.forwarded is not null then outcomes.arrived end)',
        'delivered_with_known_unsubscribes': 'sum(case when outcomes.unsubscribed is not null then outcomes.arrived end)',
    },
) }}
