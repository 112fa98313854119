-- One row is the leads that content offers brought in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('leads') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

conversions as (
    select
        lead_id,
        content_offer,
        has_content_offer,
        row_number() over (partition by lead_id order by occurred_at, conversion_id) as conversion_number
    from {{ ref('fct_web_conversions') }}
    where lead_id is not null
),

events as (
    select
        leads.created_on as event_on,
        {{ qualified(dimensions, 'leads') }},
        conversions.content_offer,
        leads.is_customer
    from conversions
    inner join {{ ref('fct_leads') }} as leads
        on conversions.lead_id = leads.lead_id
    where conversions.conversion_number = 1 and conversions.has_content_offer
)

{{ by_period(
    'events',
    dimensions=dimensions + ['content_offer'],
    counts={
        'content_leads': 'count(*)',
        'content_leads_that_became_customers': 'sum(case when events.is_customer then 1 else 0 end)',
    },
) }}
