-- One row is a subscription to a list.
select
    {{ contract_columns('email_subscribers', {
        'subscriber_id': 'subscriber_id',
        'subscribed_at': 'subscribed_at',
        'unsubscribed_at': 'unsubscribed_at',
        'list_name': 'list_name',
    }) }},
    1 as source_rows
from {{ ref('base_mailchimp__members') }}
where left_out_reason is null
