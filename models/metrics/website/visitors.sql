-- How many different visitors came.
with

visitors_counted as (
    select
        {{ period_keys() }},
        visitors
    from {{ ref('visitors_by_period') }}
),

-- beside visitors that a tool only reports, those of the same period are not all that came
visitors_reported as (
    select
        {{ period_keys() }},
        reported_visitors,
        true as is_reported
    from {{ ref('reported_visitors_by_period') }}
),

joined as (
    select
        {{ period_keys() }},
        case when visitors_reported.is_reported then visitors_reported.reported_visitors else visitors_counted.visitors end
            as visitors
    from visitors_counted
    full outer join visitors_reported using (period_grain, period_start, dimension, dimension_value)
)

select
    {{ metric_columns('visitors', numerator='visitors') }}
from joined
