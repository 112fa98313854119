-- The share of delivered messages after which the recipient unsubscribed.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

email as (
    select * from {{ ref('email_by_period') }}
)

select
    {{ metric_columns(
        'email_unsubscribe_rate',
        numerator='messages_unsubscribed',
        denominator='delivered_with_known_unsubscribes',
    ) }}
from email
where {{ is_measured('email_unsubscribe_rate') }}
