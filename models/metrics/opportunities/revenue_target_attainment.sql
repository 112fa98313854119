-- Revenue won per revenue that was to be won.
with

targets as (
    select * from {{ ref('int_revenue_targets') }}
),

deals as (
    select * from {{ ref('deals_by_period') }}
),

known_dimensions as (
    select dimension from deals group by dimension
),

-- a target without a deal is missed whole, one of a dimension that deals do not know cannot be
-- said; one that lies ahead is not yet due
due as (
    select
        {{ period_keys() }},
        case when known_dimensions.dimension is not null then coalesce(deals.revenue, 0) end as revenue,
        targets.revenue_target
    from targets
    left join known_dimensions using (dimension)
    left join deals using (period_grain, period_start, dimension, dimension_value)
    where period_start <= {{ as_of() }} and (select count(*) from deals) > 0
)

select
    {{ metric_columns(
        'revenue_target_attainment',
        numerator='revenue',
        denominator='revenue_target',
    ) }}
from due
