-- The share of attended meetings that led to an opportunity.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

meetings as (
    select * from {{ ref('meetings_by_period') }}
)

select
    {{ metric_columns(
        'meeting_to_opportunity_rate',
        numerator='meetings_with_opportunity',
        denominator='meetings_attended',
    ) }}
from meetings
where {{ is_measured('meeting_to_opportunity_rate') }}
