-- One row is the revenue of deals whose lead said what brought it, in a period, for one value of
-- one dimension.
{%- set dimensions = dimensions_of('deals') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        deals.closed_on as event_on,
        {{ qualified(dimensions, 'deals') }},
        leads.self_reported_source,
        deals.revenue_amount
    from {{ ref('fct_deals') }} as deals
    inner join {{ ref('fct_leads') }} as leads
        on deals.first_lead_id = leads.lead_id
    where deals.is_won and leads.self_reported_source <> 'unknown'
)

{{ by_period(
    'events',
    dimensions=dimensions + ['self_reported_source'],
    amounts={'self_reported_revenue': 'sum(coalesce(events.revenue_amount, 0))'},
) }}
