-- One row is what became of the messages sent in a period, for one value of one dimension.
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

events as (
    select
        sent_on as event_on,
        {{ common_dimensions() | join(', ') }},
        count(*) as sent,
        sum(case when is_delivered then 1 else 0 end) as delivered,
        sum(case when is_bounced then 1 else 0 end) as bounced,
        sum(case when is_opened then 1 else 0 end) as opened,
        sum(case when is_clicked then 1 else 0 end) as clicked,
        sum(case when is_replied then 1 else 0 end) as replied,
        sum(case when is_forwarded then 1 else 0 end) as forwarded,
        sum(case when is_unsubscribed then 1 else 0 end) as unsubscribed
    from {{ ref('fct_email_messages') }}
    group by sent_on, {{ common_dimensions() | join(', ') }}
)

{{ by_period(
    'events',
    dimensions=common_dimensions(),
    counts={
        'messages_sent': 'sum(events.sent)',
        'messages_delivered': 'sum(events.delivered)',
        'messages_bounced': 'sum(events.bounced)',
        'messages_opened': 'sum(events.opened)',
        'messages_clicked': 'sum(events.clicked)',
        'messages_replied': 'sum(events.replied)',
        'messages_forwarded': 'sum(events.forwarded)',
        'messages_unsubscribed': 'sum(events.unsubscribed)',
    },
) }}
