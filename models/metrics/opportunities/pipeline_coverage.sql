-- How many times the open pipeline covers the revenue target: as the period began, as it stands,
-- and of the next one.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

coverage as (
    select * from {{ ref('pipeline_coverage_by_period') }}
),

revenue_targets as (
    select * from {{ ref('int_revenue_targets') }} where period_grain in ('quarter', 'year')
),

targets as (
    select
        revenue_targets.period_grain,
        revenue_targets.period_start,
        revenue_targets.dimension,
        revenue_targets.dimension_value,
        revenue_targets.revenue_target
    from revenue_targets
    inner join {{ ref('int_periods') }} as periods
        on
            revenue_targets.period_grain = periods.period_grain
            and revenue_targets.period_start = periods.period_start
),

next_targets as (
    select
        revenue_targets.period_grain,
        periods.period_start,
        revenue_targets.dimension,
        revenue_targets.dimension_value,
        revenue_targets.revenue_target as next_revenue_target
    from revenue_targets
    inner join {{ ref('int_periods') }} as periods
        on
            revenue_targets.period_grain = periods.period_grain
            and revenue_targets.period_start
            = {{ next_period_start('periods.period_grain', 'periods.period_start', 1) }}
),

met as (
    select
        {{ period_keys() }},
        coverage.pipeline_at_start,
        coverage.pipeline_at_end,
        coverage.pipeline_of_next,
        targets.revenue_target,
        next_targets.next_revenue_target
    from coverage
    full outer join targets using (period_grain, period_start, dimension, dimension_value)
    full outer join next_targets using (period_grain, period_start, dimension, dimension_value)
    where (select count(*) from revenue_targets) > 0
),

known_dimensions as (
    select dimension from coverage group by dimension
),

-- a target without open pipeline is covered 0 times; one of a dimension that pipeline does not know
-- cannot be judged
compared as (
    select
        {{ period_keys() }},
        coalesce(met.pipeline_at_start, 0) as pipeline_at_start,
        coalesce(met.pipeline_at_end, 0) as pipeline_at_end,
        coalesce(met.pipeline_of_next, 0) as pipeline_of_next,
        met.revenue_target,
        met.next_revenue_target
    from met
    inner join known_dimensions using (dimension)
)

select
    {{ metric_columns(
        'pipeline_coverage_at_start',
        numerator='pipeline_at_start',
        denominator='revenue_target',
    ) }}
from compared
where {{ is_measured('pipeline_coverage_at_start') }}
union all
select
    {{ metric_columns(
        'pipeline_coverage',
        numerator='pipeline_at_end',
        denominator='revenue_target',
    ) }}
from compared
where {{ is_measured('pipeline_coverage') }}
union all
select
    {{ metric_columns(
        'pipeline_coverage_next_quarter', numerator='pipeline_of_next', denominator='next_revenue_target'
    ) }}
from compared
where {{ is_measured('pipeline_coverage_next_quarter') }}
