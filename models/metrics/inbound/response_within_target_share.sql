-- The share of inbound requests that were answered within the target.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

inbound as (
    select * from {{ ref('inbound_by_period') }}
)

select
    {{ metric_columns(
        'response_within_target_share',
        numerator='requests_within_target',
        denominator='inbound_requests',
    ) }}
from inbound
where {{ is_measured('response_within_target_share') }}
