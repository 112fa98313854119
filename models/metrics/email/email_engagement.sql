-- What recipients do with the messages they were delivered. What tools sum up says nothing of forwards.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

email as (
    select * from {{ ref('email_by_period') }}
)

select
    {{ metric_columns(
        'email_open_rate',
        numerator='messages_opened',
        denominator='delivered_with_known_opens',
    ) }}
from email
where {{ is_measured('email_open_rate') }}
union all
select
    {{ metric_columns(
        'email_click_through_rate',
        numerator='messages_clicked',
        denominator='delivered_with_known_clicks',
    ) }}
from email
where {{ is_measured('email_click_through_rate') }}
union all
select
    {{ metric_columns('email_forwards', numerator='messages_forwarded') }}
from email
where messages_forwarded is not null
union all
select
    {{ metric_columns(
        'email_forward_rate',
        numerator='messages_forwarded',
        denominator='delivered_with_known_forwards',
    ) }}
from email
where messages_forwarded is not null
