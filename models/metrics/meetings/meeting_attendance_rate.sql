-- The share of due meetings that were attended.
with

meetings as (
    select * from {{ ref('meetings_by_period') }}
)

select
    {{ metric_columns(
        'meeting_attendance_rate',
        numerator='meetings_attended',
        denominator='meetings_due',
    ) }}
from meetings
