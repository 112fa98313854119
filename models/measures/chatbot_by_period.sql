-- One row is what came of the chatbot conversations begun in a period, for one value of one
-- dimension.
{%- set dimensions = dimensions_of('chatbot_conversations') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        *,
        started_on as event_on
    from {{ ref('fct_chatbot_conversations') }}
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={
        'conversations': 'count(*)',
        'conversations_with_lead': 'sum(case when events.has_lead then 1 else 0 end)',
        'conversations_with_order': 'sum(case when events.has_order then 1 else 0 end)',
        'conversations_with_appointment': 'sum(case when events.has_appointment then 1 else 0 end)',
        'conversations_with_form': 'sum(case when events.has_form then 1 else 0 end)',
        'conversations_deflected': 'sum(case when events.is_resolved and not events.has_form '
            ~ 'and not events.is_handed_over then 1 else 0 end)',
    },
) }}
