-- How many conversations the chatbot had and what came of them.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

chatbot as (
    select * from {{ ref('chatbot_by_period') }}
)

select
    {{ metric_columns('chatbot_conversations', numerator='conversations') }}
from chatbot
union all
select
    {{ metric_columns('chatbot_leads', numerator='conversations_with_lead') }}
from chatbot
where {{ is_measured('chatbot_leads') }}
union all
select
    {{ metric_columns('chatbot_orders', numerator='conversations_with_order') }}
from chatbot
where {{ is_measured('chatbot_orders') }}
union all
select
    {{ metric_columns('chatbot_appointments', numerator='conversations_with_appointment') }}
from chatbot
where {{ is_measured('chatbot_appointments') }}
union all
select
    {{ metric_columns('chatbot_form_fills', numerator='conversations_with_form') }}
from chatbot
where {{ is_measured('chatbot_form_fills') }}
