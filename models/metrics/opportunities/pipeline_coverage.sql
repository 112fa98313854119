-- How many times the open pipeline covers the revenue target: as the period began, as it stands, and of the next one.
with

coverage as (
    select * from {{ ref('pipeline_coverage_by_period') }}
),

targets as (
    select * from {{ ref('int_revenue_targets') }} where period_grain in ('quarter', 'year')
),

next_targets as (
    select
        targets.period_grain,
        periods.period_start,
        targets.dimension,
        targets.dimension_value,
        targets.revenue_target as next_revenue_target
    from targets
    inner join {{ ref('int_periods') }} as periods
        on
            targets.period_grain = periods.period_grain
            and targets.period_start = {{ next_period_start('periods.period_grain', 'periods.period_start', 1) }}
),

compared as (
    select
        {{ period_keys() }},
        coverage.pipeline_at_start,
        coverage.pipeline_at_end,
        coverage.pipeline_of_next,
        targets.revenue_target,
        next_targets.next_revenue_target
    from coverage
    left join targets using (period_grain, period_start, dimension, dimension_value)
    left join next_targets using (period_grain, period_start, dimension, dimension_value)
    where (select count(*) from targets) > 0
)

select
    {{ metric_columns('pipeline_coverage_at_start', numerator='pipeline_at_start', denominator='revenue_target') }}
from compared
union all
select
    {{ metric_columns('pipeline_coverage', numerator='pipeline_at_end', denominator='revenue_target') }}
from compared
union all
select
    {{ metric_columns(
        'pipeline_coverage_next_quarter', numerator='pipeline_of_next', denominator='next_revenue_target'
    ) }}
from compared
