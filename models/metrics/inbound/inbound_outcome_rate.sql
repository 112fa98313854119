-- The share of inbound requests that reached an outcome.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

inbound as (
    select * from {{ ref('inbound_by_period') }}
)

select
    {{ metric_columns(
        'inbound_outcome_rate',
        numerator='requests_with_outcome',
        denominator='inbound_requests',
    ) }}
from inbound
where {{ is_measured('inbound_outcome_rate') }}
