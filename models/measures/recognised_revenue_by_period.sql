-- One row is the revenue recognised in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('customers') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        *,
        invoice_date as event_on
    from {{ ref('fct_invoices') }}
)

{{ by_period(
    'events',
    dimensions=dimensions,
    amounts={'recognised_revenue': 'sum(coalesce(events.revenue_amount, 0))'},
) }}
