-- The share of messages that were answered.
with

email as (
    select * from {{ ref('email_by_period') }}
)

select
    {{ metric_columns(
        'email_reply_rate',
        numerator='messages_replied',
        denominator='sent_with_known_replies',
    ) }}
from email
