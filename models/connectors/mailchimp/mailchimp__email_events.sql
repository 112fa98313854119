-- One row is a message to a recipient, or what the recipient did with it. Mailchimp tells of no delivery.
with

activities as (
    select
        *,
        -- two links may be clicked in one second
        case when {{ is_said('url') }} then '|' || md5(url) else '' end as clicked_link
    from {{ ref('base_mailchimp__activities') }}
    where left_out_reason is null
)

select
    {{ contract_columns('email_events', {
        'event_id': "message_id || '|' || recipient_id || '|sent'",
        'occurred_at': 'sent_at',
        'event_type': "'sent'",
        'message_id': 'message_id',
        'recipient_id': 'recipient_id',
    }) }},
    1 as source_rows
from {{ ref('base_mailchimp__recipients') }}
where left_out_reason is null
union all
select
    {{ contract_columns('email_events', {
        'event_id': "message_id || '|' || recipient_id || '|' || action || '|' || occurred_at || clicked_link",
        'occurred_at': 'occurred_at',
        'event_type': meaning_of_words('action', {
            'open': 'opened',
            'click': 'clicked',
            'bounce': 'bounced',
        }, otherwise='action'),
        'message_id': 'message_id',
        'recipient_id': 'recipient_id',
        'bounce_type': 'bounce_type',
    }) }},
    1 as source_rows
from activities
