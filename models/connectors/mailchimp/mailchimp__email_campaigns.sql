-- One row is a campaign as its report sums it up.
select
    {{ contract_columns('email_campaigns', {
        'message_id': 'message_id',
        'sent_at': 'sent_at',
        'sent': 'sent',
        'delivered': 'delivered',
        'opened': 'opened',
        'clicked': 'clicked',
        'bounced': count_as_text(sum_of_counts('hard_bounces', 'soft_bounces')),
        'unsubscribed': 'unsubscribed',
    }) }},
    1 as source_rows
from {{ ref('base_mailchimp__reports') }}
where left_out_reason is null
