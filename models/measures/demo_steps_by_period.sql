-- One row is how long the steps from a demo request to an opportunity took that ended in a
-- period, for one value of one dimension.
{%- set steps = ['request_to_schedule', 'schedule_to_attendance', 'attendance_to_opportunity', 'request_to_opportunity'] %}
{%- set dimensions = dimensions_of('meetings') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

demos as (
    select * from {{ ref('fct_meetings') }} where meeting_type = 'demo'
),

steps as (
    select 'request_to_schedule' as step, requested_on as began_on, booked_on as event_on, {{ dimensions | join(', ') }}
    from demos
    union all
    select 'schedule_to_attendance' as step, booked_on as began_on, scheduled_on as event_on, {{ dimensions | join(', ') }}
    from demos
    where is_attended
    union all
    select
        'attendance_to_opportunity' as step,
        scheduled_on as began_on,
        opportunity_on as event_on,
        {{ dimensions | join(', ') }}
    from demos
    where is_attended
    union all
    select 'request_to_opportunity' as step, requested_on as began_on, opportunity_on as event_on, {{ dimensions | join(', ') }}
    from demos
    where is_attended
),

-- a step that ended before it began (a deal older than its demo) is none
events as (
    select
        *,
        {{ days_between('began_on', 'event_on') }} as days
    from steps
    where began_on <= event_on
)

{%- set counts = {} %}
{%- for step in steps %}
{%- do counts.update({
    step ~ '_count': "sum(case when events.step = '" ~ step ~ "' then 1 else 0 end)",
    step ~ '_days': "sum(case when events.step = '" ~ step ~ "' then events.days else 0 end)",
}) %}
{%- endfor %}

{{ by_period('events', dimensions=dimensions, counts=counts) }}
