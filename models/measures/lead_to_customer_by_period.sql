-- One row is how long leads took that became customers in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('leads') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        customer_on as event_on,
        {{ dimensions | join(', ') }},
        {{ seconds_between('created_at', 'customer_at') }} as seconds_to_customer
    from {{ ref('fct_leads') }}
    where customer_at >= created_at
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={'leads_won': 'count(*)', 'seconds_to_customer': 'sum(events.seconds_to_customer)'},
    doubles={'median_seconds_to_customer': percentile('events.seconds_to_customer', 0.5)},
) }}
