-- What recipients do with the messages they were delivered.
with

email as (
    select * from {{ ref('email_by_period') }}
)

select
    {{ metric_columns(
        'email_open_rate',
        numerator='messages_opened',
        denominator='messages_delivered',
    ) }}
from email
union all
select
    {{ metric_columns(
        'email_click_through_rate',
        numerator='messages_clicked',
        denominator='messages_delivered',
    ) }}
from email
union all
select
    {{ metric_columns('email_forwards', numerator='messages_forwarded') }}
from email
union all
select
    {{ metric_columns(
        'email_forward_rate',
        numerator='messages_forwarded',
        denominator='messages_delivered',
    ) }}
from email
