-- Under a value of a dimension a day says something, or follows one that did: the day before, or a year before. Days
-- stand under few dimensions alone.
with

valued as (
    select
        *,
        case when coalesce(numerator, 0) <> 0 or coalesce(denominator, 0) <> 0 then 1 else 0 end as says_something
    from {{ ref('metric_values') }}
    where period_grain = 'day' and dimension <> 'total'
),

nothing as (
    select
        valued.*,
        periods.previous_start,
        periods.last_year_start
    from valued
    inner join {{ ref('int_comparison_periods') }} as periods
        on valued.period_grain = periods.period_grain and valued.period_start = periods.period_start
    where valued.says_something = 0
)

select
    nothing.metric,
    {{ qualified(['period_grain', 'period_start', 'dimension', 'dimension_value'], 'nothing') }}
from nothing
left join valued as earlier
    on
        nothing.metric = earlier.metric
        and nothing.dimension = earlier.dimension
        and nothing.dimension_value = earlier.dimension_value
        and (earlier.period_start = nothing.previous_start or earlier.period_start = nothing.last_year_start)
group by
    nothing.metric,
    {{ qualified(['period_grain', 'period_start', 'dimension', 'dimension_value'], 'nothing') }}
having coalesce(max(earlier.says_something), 0) = 0
union all
select
    metric,
    {{ period_keys() }}
from valued
where dimension not in (select dimension from {{ ref('int_day_dimensions') }})
