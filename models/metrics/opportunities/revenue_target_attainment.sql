-- Revenue won per revenue that was to be won.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

targets as (
    select * from {{ ref('int_revenue_targets') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
),

known_dimensions as (
    select dimension from deals group by dimension
),

-- a target without a deal is missed whole; one of a dimension that deals do not know cannot be
-- judged, one that lies ahead is not yet due
due as (
    select
        {{ period_keys() }},
        coalesce(deals.revenue, 0) as revenue,
        targets.revenue_target
    from targets
    inner join known_dimensions using (dimension)
    left join deals using (period_grain, period_start, dimension, dimension_value)
    where period_start <= {{ as_of() }}
)

select
    {{ metric_columns(
        'revenue_target_attainment',
        numerator='revenue',
        denominator='revenue_target',
    ) }}
from due
where {{ is_measured('revenue_target_attainment') }}
