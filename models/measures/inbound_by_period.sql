-- One row is what became of the requests received in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('inbound_requests') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        *,
        received_on as event_on
    from {{ ref('fct_inbound_requests') }}
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={
        'inbound_requests': 'count(*)',
        'requests_answered': 'sum(case when events.is_answered then 1 else 0 end)',
        'requests_within_target': 'sum(case when events.is_within_target then 1 else 0 end)',
        'requests_with_outcome': 'sum(case when events.has_outcome then 1 else 0 end)',
        'response_seconds': 'sum(coalesce(events.response_seconds, 0))',
    },
    doubles={'median_response_seconds': percentile('events.response_seconds', 0.5)},
) }}
