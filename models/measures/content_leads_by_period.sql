-- One row is the leads that content offers brought in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('leads') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        leads.created_on as event_on,
        {{ qualified(dimensions, 'leads') }},
        content_leads.content_offer,
        leads.is_customer
    from {{ ref('int_content_leads') }} as content_leads
    inner join {{ ref('fct_leads') }} as leads
        on content_leads.lead_id = leads.lead_id
)

{{ by_period(
    'events',
    dimensions=dimensions + ['content_offer'],
    counts={
        'content_leads': 'count(*)',
        'content_leads_that_became_customers': 'sum(case when events.is_customer then 1 else 0 end)',
    },
) }}
