-- The share of delivered messages after which the recipient unsubscribed.
with

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
