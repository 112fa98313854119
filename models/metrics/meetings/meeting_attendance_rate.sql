-- The share of due meetings that were attended.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

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
where {{ is_measured('meeting_attendance_rate') }}
