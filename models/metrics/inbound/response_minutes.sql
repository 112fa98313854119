-- How long inbound requests wait for their first response, of those that were answered.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

inbound as (
    select * from {{ ref('inbound_by_period') }}
)

select
    {{ metric_columns(
        'average_response_minutes',
        numerator=safe_divide('response_seconds', 60),
        denominator='requests_answered',
    ) }}
from inbound
where {{ is_measured('average_response_minutes') }}
union all
select
    {{ metric_value_columns(
        'median_response_minutes',
        value=safe_divide('median_response_seconds', 60),
        observations='requests_answered',
    ) }}
from inbound
where {{ is_measured('median_response_minutes') }}
