-- The share of messages that were answered.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

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
where {{ is_measured('email_reply_rate') }}
