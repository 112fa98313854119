-- How many meetings and demos were booked and attended.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

meetings as (
    select * from {{ ref('meetings_by_period') }}
)

select
    {{ metric_columns('meetings_booked', numerator='meetings_booked') }}
from meetings
union all
select
    {{ metric_columns('meetings_attended', numerator='meetings_attended') }}
from meetings
where {{ is_measured('meetings_attended') }}
union all
select
    {{ metric_columns('demos_booked', numerator='demos_booked') }}
from meetings
where {{ is_measured('demos_booked') }}
union all
select
    {{ metric_columns('demos_attended', numerator='demos_attended') }}
from meetings
where {{ is_measured('demos_attended') }}
