-- One row is what as many first days of the earlier periods came to as a running period has had,
-- for one value of one dimension of a metric that adds up over days.
with

compared_parts as (
    select * from {{ ref('int_compared_parts') }}
),

-- which earlier period has the value at all: 0 where its days come later
earlier_periods as (
    select
        period_grain,
        period_start,
        earlier,
        earlier_start
    from compared_parts
    group by period_grain, period_start, earlier, earlier_start
),

valued_parts as (
    select * from {{ ref('metric_values') }} where period_grain in ('day', 'month')
    union all
    select * from {{ ref('int_metric_days') }}
),

parts as (
    select
        valued_parts.metric,
        compared_parts.period_grain,
        compared_parts.period_start,
        valued_parts.dimension,
        valued_parts.dimension_value,
        compared_parts.earlier,
        valued_parts.numerator,
        valued_parts.denominator
    from valued_parts
    inner join compared_parts
        on
            valued_parts.period_grain = compared_parts.part_grain
            and valued_parts.period_start = compared_parts.part_start
    union all
    select
        whole.metric,
        earlier_periods.period_grain,
        earlier_periods.period_start,
        whole.dimension,
        whole.dimension_value,
        earlier_periods.earlier,
        0 as numerator,
        case when whole.denominator is not null then 0 end as denominator
    from {{ ref('metric_values') }} as whole
    inner join earlier_periods
        on
            whole.period_grain = earlier_periods.period_grain
            and whole.period_start = earlier_periods.earlier_start
),

-- decimals, because a sum of doubles depends on their order
sums as (
    select
        metric,
        {{ period_keys() }},
        earlier,
        sum(cast(numerator as decimal(38, 8))) as numerator,
        sum(cast(denominator as decimal(38, 8))) as denominator
    from parts
    group by metric, {{ period_keys() }}, earlier
),

valued as (
    select
        sums.*,
        case
            when kinds.is_ratio
                then kinds.scale * {{ safe_divide('sums.numerator', 'sums.denominator') }}
            else cast(sums.numerator as {{ type_double() }})
        end as value
    from sums
    inner join {{ ref('int_metric_kinds') }} as kinds
        on sums.metric = kinds.metric and kinds.is_summed_over_days
)

select
    metric,
    {{ period_keys() }},
    max(case when earlier = 'previous' then value end) as previous_value,
    max(case when earlier = 'last_year' then value end) as last_year_value
from valued
group by metric, {{ period_keys() }}
