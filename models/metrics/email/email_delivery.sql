-- The shares of messages that arrived and that bounced.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

email as (
    select * from {{ ref('email_by_period') }}
)

select
    {{ metric_columns(
        'email_delivery_rate',
        numerator='messages_delivered',
        denominator='sent_with_known_delivery',
    ) }}
from email
where {{ is_measured('email_delivery_rate') }}
union all
select
    {{ metric_columns(
        'email_bounce_rate',
        numerator='messages_bounced',
        denominator='sent_with_known_bounces',
    ) }}
from email
where {{ is_measured('email_bounce_rate') }}
