-- One row is a meeting that a metric follows, and the day of the opportunity it led to, NULL where it led to none.
{{ config(materialized='view') }}
select
    'meeting_to_opportunity_rate' as metric,
    scheduled_on as entered_on,
    deal_id is not null as is_counted,
    opportunity_on as counted_on,
    {{ dimensions_of('meetings') | join(', ') }}
from {{ ref('fct_meetings') }}
where is_attended
