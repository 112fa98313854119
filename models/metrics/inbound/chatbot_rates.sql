-- The shares of chatbot conversations that gave a lead and that needed nobody else.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

chatbot as (
    select * from {{ ref('chatbot_by_period') }}
)

select
    {{ metric_columns(
        'chatbot_lead_rate',
        numerator='conversations_with_lead',
        denominator='conversations',
    ) }}
from chatbot
where {{ is_measured('chatbot_lead_rate') }}
union all
select
    {{ metric_columns(
        'chatbot_deflection_rate',
        numerator='conversations_deflected',
        denominator='conversations',
    ) }}
from chatbot
where {{ is_measured('chatbot_deflection_rate') }}
