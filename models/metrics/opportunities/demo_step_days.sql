-- How many days the steps from a demo request to an opportunity take.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

demo_steps as (
    select * from {{ ref('demo_steps_by_period') }}
)

select
    {{ metric_columns(
        'demo_request_to_schedule_days',
        numerator='request_to_schedule_days',
        denominator='request_to_schedule_count',
    ) }}
from demo_steps
where {{ is_measured('demo_request_to_schedule_days') }}
union all
select
    {{ metric_columns(
        'demo_schedule_to_attendance_days',
        numerator='schedule_to_attendance_days',
        denominator='schedule_to_attendance_count',
    ) }}
from demo_steps
where {{ is_measured('demo_schedule_to_attendance_days') }}
union all
select
    {{ metric_columns(
        'demo_attendance_to_opportunity_days',
        numerator='attendance_to_opportunity_days',
        denominator='attendance_to_opportunity_count',
    ) }}
from demo_steps
where {{ is_measured('demo_attendance_to_opportunity_days') }}
union all
select
    {{ metric_columns(
        'demo_request_to_opportunity_days',
        numerator='request_to_opportunity_days',
        denominator='request_to_opportunity_count',
    ) }}
from demo_steps
where {{ is_measured('demo_request_to_opportunity_days') }}
