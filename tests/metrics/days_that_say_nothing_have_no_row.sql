-- Under a value of a dimension a day says something, or follows one that did: the day before, or a year before. Days
-- stand under few dimensions alone.
with

days as (
    select
        *,
        coalesce(numerator, 0) <> 0 or coalesce(denominator, 0) <> 0 as says_something
    from {{ ref('metric_values') }}
    where period_grain = 'day' and dimension <> 'total'
),

periods as (
    select * from {{ ref('int_comparison_periods') }} where period_grain = 'day'
)

select
    days.metric,
    days.period_start,
    days.dimension,
    days.dimension_value
from days
inner join periods
    on days.period_start = periods.period_start
{%- for earlier in ['previous', 'last_year'] %}
left join days as {{ earlier }}
    on
        days.metric = {{ earlier }}.metric
        and periods.{{ earlier }}_start = {{ earlier }}.period_start
        and days.dimension = {{ earlier }}.dimension
        and days.dimension_value = {{ earlier }}.dimension_value
{%- endfor %}
where
    not days.says_something
    and not coalesce(previous.says_something, false)
    and not coalesce(last_year.says_something, false)
union all
select
    metric,
    period_start,
    dimension,
    dimension_value
from days
where dimension not in (select dimension from {{ ref('int_day_dimensions') }})
