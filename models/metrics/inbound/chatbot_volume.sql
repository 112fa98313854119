-- How many conversations the chatbot had and what came of them.
with

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
union all
select
    {{ metric_columns('chatbot_orders', numerator='conversations_with_order') }}
from chatbot
union all
select
    {{ metric_columns('chatbot_appointments', numerator='conversations_with_appointment') }}
from chatbot
union all
select
    {{ metric_columns('chatbot_form_fills', numerator='conversations_with_form') }}
from chatbot
