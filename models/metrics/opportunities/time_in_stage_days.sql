-- How many days leads stay in a stage.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

stage_times as (
    select * from {{ ref('stage_times_by_period') }}
)

select
    {{ metric_columns(
        'average_time_in_stage_days',
        numerator=safe_divide('seconds_in_stage', 86400),
        denominator='stages_left',
    ) }}
from stage_times
union all
select
    {{ metric_value_columns(
        'median_time_in_stage_days',
        value=safe_divide('median_seconds_in_stage', 86400),
        observations='stages_left',
    ) }}
from stage_times
