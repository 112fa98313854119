-- Only whole periods are compared with whole ones, what does not add up over days not at all, and
-- running periods of counts not with more than the whole earlier period came to.
with

scorecard as (
    select * from {{ ref('scorecard') }}
)

select
    running.metric,
    {{ qualified(['period_grain', 'period_start', 'dimension', 'dimension_value'], 'running') }},
    running.comparison,
    running.previous_value,
    previous.value as whole_previous_value
from scorecard as running
inner join {{ ref('int_comparison_periods') }} as periods
    on running.period_grain = periods.period_grain and running.period_start = periods.period_start
inner join {{ ref('metric_catalog') }} as catalog
    on running.metric = catalog.metric
left join scorecard as previous
    on
        running.metric = previous.metric
        and running.period_grain = previous.period_grain
        and periods.previous_start = previous.period_start
        and running.dimension = previous.dimension
        and running.dimension_value = previous.dimension_value
where
    (not running.is_open and running.is_running = (running.comparison = 'whole period'))
    or running.is_open <> (running.comparison = 'same age' or (running.is_open and running.comparison = 'not comparable'))
    or (
        running.comparison = 'not comparable'
        and (running.previous_value is not null or running.last_year_value is not null)
    )
    or (
        running.comparison = 'same days' and catalog.is_additive and catalog.unit = 'count'
        -- days are added up rounded to doubles each, which the whole is not
        and running.previous_value > previous.value * (1 + 1e-9)
    )
