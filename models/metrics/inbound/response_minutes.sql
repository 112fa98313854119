-- How long inbound requests wait for their first response, of those that were answered.
with

inbound as (
    select * from {{ ref('inbound_by_period') }}
)

select
    {{ metric_columns('average_response_minutes', numerator='response_seconds / 60.0', denominator='requests_answered') }}
from inbound
union all
select
    {{ metric_value_columns('median_response_minutes', value='median_response_seconds / 60.0', observations='requests_answered') }}
from inbound
