-- One row is a metric's value in a period, for one value of one dimension. All metrics, without what says nothing.
with

-- days of the total and of dimensions of few values; of others the models hold only those that are compared
counted as (
    select
        *,
        dimension = 'total' or coalesce(numerator, 0) <> 0 or coalesce(denominator, 0) <> 0 as says_something
    from {{ ref('int_metric_rows') }}
    where
        period_grain <> 'day'
        or dimension = 'total'
        or dimension in (select dimension from {{ ref('int_day_dimensions') }})
),

something as (
    select * from counted where says_something
),

nothing as (
    select
        counted.*,
        periods.previous_start,
        periods.last_year_start
    from counted
    inner join {{ ref('int_comparison_periods') }} as periods
        on counted.period_grain = periods.period_grain and counted.period_start = periods.period_start
    where not counted.says_something
),

-- nothing after something is a change
ended as (
    select nothing.*
    from nothing
    where
        {%- for earlier in ['previous_start', 'last_year_start'] %}
        {{ "or " if not loop.first }}exists (
            select 1
            from something
            where
                something.metric = nothing.metric
                and something.period_grain = nothing.period_grain
                and something.period_start = nothing.{{ earlier }}
                and something.dimension = nothing.dimension
                and something.dimension_value = nothing.dimension_value
        )
        {%- endfor %}
)

{%- for rows in ['something', 'ended'] %}
select
    metric,
    {{ period_keys() }},
    numerator,
    denominator,
    value
from {{ rows }}
{{- "\nunion all" if not loop.last }}
{%- endfor %}
