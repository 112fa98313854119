-- One row is how many leads were disqualified for the first time in a period, for one value of one
-- dimension.
{%- set dimensions = dimensions_of('leads', ['reason']) %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        entered_on as event_on,
        {{ dimensions | join(', ') }}
    from {{ ref('fct_lead_stages') }}
    where stage = 'disqualified'
)

{{ by_period('events', dimensions=dimensions, counts={'disqualified_leads': 'count(*)'}) }}
