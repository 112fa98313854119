{# What identifies a row of measures and metrics: a period and a value of one dimension. #}
{% macro period_keys() -%}
    period_grain,
    period_start,
    dimension,
    dimension_value
{%- endmacro %}

{# Events summed up per period and per value of each dimension, one dimension at a time.

   events:      a CTE with event_on, the dimensions (never NULL) and whatever the expressions read
   dimensions:  the names of its dimension columns: dimensions_of its subject
   counts, amounts, doubles:  measure → aggregate expression, by the type they are stored as
   A CTE named date_periods (int_date_periods) must stand beside it, unless has_periods says that
   the events carry period_grain and period_start themselves. #}
{% macro by_period(events, dimensions, counts={}, amounts={}, doubles={}, has_periods=false) -%}
{%- set periods = events if has_periods else 'date_periods' -%}
select
    {{ periods }}.period_grain,
    {{ periods }}.period_start,
    case
        {%- for dimension in dimensions %}
        when grouping({{ events }}.{{ dimension }}) = 0 then '{{ dimension_name(dimension) }}'
        {%- endfor %}
        else 'total'
    end as dimension,
    coalesce(
        {%- for dimension in dimensions %}
        {{ events }}.{{ dimension }},
        {%- endfor %}
        'all'
    ) as dimension_value
    {%- for name, expression in counts.items() %},
    cast({{ expression }} as bigint) as {{ name }}
    {%- endfor %}
    {%- for name, expression in amounts.items() %},
    cast({{ expression }} as decimal(38, 4)) as {{ name }}
    {%- endfor %}
    {%- for name, expression in doubles.items() %},
    cast({{ expression }} as {{ type_double() }}) as {{ name }}
    {%- endfor %}
from {{ events }}
{%- if not has_periods %}
inner join date_periods
    on {{ events }}.event_on = date_periods.date_day
{%- endif %}
group by grouping sets (
    ({{ periods }}.period_grain, {{ periods }}.period_start)
    {%- for dimension in dimensions %},
    ({{ periods }}.period_grain, {{ periods }}.period_start, {{ events }}.{{ dimension }})
    {%- endfor %}
)
{%- endmacro %}

{# Who or what had events, counted once per period and per value of each dimension. The same as count(distinct)
   in by_period, at half its cost on a big table: see benchmarks/distinct_visitors.py.

   events:      a CTE with event_on, the dimensions (never NULL), the entity (never NULL) and what the conditions read
   entity:      the column that names whom to count
   dimensions:  the names of its dimension columns
   counts:      measure → what one of the entity's events in the period must fulfil; `true` for all of them
   sums:        measure → an expression to add up over the events
   A CTE named date_periods (int_date_periods) must stand beside it. #}
{% macro distinct_by_period(events, entity, dimensions, counts, sums={}) -%}
{%- for dimension in [none] + dimensions %}
{{- "union all\n" if dimension }}
select
    period_grain,
    period_start,
    '{{ dimension_name(dimension or "total") }}' as dimension,
    {{ dimension or "'all'" }} as dimension_value
    {%- for name in counts.keys() | list + sums.keys() | list %},
    cast(sum({{ name }}) as bigint) as {{ name }}
    {%- endfor %}
from (
    select
        date_periods.period_grain,
        date_periods.period_start,
        {%- if dimension %}
        {{ events }}.{{ dimension }},
        {%- endif %}
        {{ events }}.{{ entity }}
        {%- for name, condition in counts.items() %},
        {{ "1" if condition == "true" else "max(case when " ~ condition ~ " then 1 else 0 end)" }} as {{ name }}
        {%- endfor %}
        {%- for name, expression in sums.items() %},
        sum({{ expression }}) as {{ name }}
        {%- endfor %}
    from {{ events }}
    inner join date_periods
        on {{ events }}.event_on = date_periods.date_day
    group by
        date_periods.period_grain, date_periods.period_start,
        {{ events ~ "." ~ dimension ~ ", " if dimension }}{{ events }}.{{ entity }}
) as counted_once
group by period_grain, period_start{{ ", " ~ dimension if dimension }}
{% endfor %}
{%- endmacro %}

{# A measure of one of several subjects that meet: 0 where the subject knows the dimension but has
   nothing in the period, NULL where it does not know the dimension (ad spend has no segment). #}
{% macro or_zero(measure) -%}
    coalesce({{ measure }}, max(case when {{ measure }} is not null then 0 end) over (partition by dimension))
{%- endmacro %}

{# Rows of several subjects side by side, in the dimensions that all of them know; none where one of them
   has no rows at all.

   subjects: CTE name → the measures to take of it #}
{% macro meet(subjects) -%}
select
    {{ period_keys() }}
    {%- for subject, measures in subjects.items() %}
    {%- for measure in measures %},
    {{ or_zero(subject ~ '.' ~ measure) }} as {{ measure }}
    {%- endfor %}
    {%- endfor %}
from {{ (subjects.keys() | list)[0] }}
{%- for subject in (subjects.keys() | list)[1:] %}
full outer join {{ subject }} using (period_grain, period_start, dimension, dimension_value)
{%- endfor %}
where
    {%- for subject in subjects %}
    {{ "and " if not loop.first }}dimension in (select dimension from {{ subject }})
    {%- endfor %}
{%- endmacro %}

{# What changed in each period since the first with a change, 0 where nothing did: what a stock adds up.

   changes:   a CTE with the period and dimension and the measures
   measures:  its measures
   A CTE named periods (int_periods) must stand beside it. #}
{% macro in_every_period(changes, measures) -%}
select
    periods.period_grain,
    periods.period_start,
    periods.period_end,
    firsts.dimension,
    firsts.dimension_value
    {%- for measure in measures %},
    coalesce({{ changes }}.{{ measure }}, 0) as {{ measure }}
    {%- endfor %}
from (
    select
        period_grain,
        dimension,
        dimension_value,
        min(period_start) as first_period_start
    from {{ changes }}
    group by period_grain, dimension, dimension_value
) as firsts
inner join periods
    on
        firsts.period_grain = periods.period_grain
        and firsts.first_period_start <= periods.period_start
left join {{ changes }}
    on
        periods.period_grain = {{ changes }}.period_grain
        and periods.period_start = {{ changes }}.period_start
        and firsts.dimension = {{ changes }}.dimension
        and firsts.dimension_value = {{ changes }}.dimension_value
{%- endmacro %}

{# The columns of every metric model: its key, the period and dimension, what the value is made of.

   numerator, denominator: expressions; without a denominator the numerator is the value
   scale: what the ratio is multiplied by (1000 for "per thousand") #}
{% macro metric_columns(metric, numerator, denominator=none, scale=none) -%}
    '{{ metric }}' as metric,
    {{ period_keys() }},
    cast({{ numerator }} as {{ type_double() }}) as numerator,
    cast({{ denominator or 'null' }} as {{ type_double() }}) as denominator,
    {% if denominator -%}
    {{ (scale ~ ' * ') if scale }}{{ safe_divide(numerator, denominator) }} as value
    {%- else -%}
    cast({{ numerator }} as {{ type_double() }}) as value
    {%- endif %}
{%- endmacro %}

{# The columns of a metric that is a median or another value that cannot be re-aggregated. #}
{% macro metric_value_columns(metric, value, observations) -%}
    '{{ metric }}' as metric,
    {{ period_keys() }},
    cast(null as {{ type_double() }}) as numerator,
    cast({{ observations }} as {{ type_double() }}) as denominator,
    cast({{ value }} as {{ type_double() }}) as value
{%- endmacro %}

{# Column names with their relation before them. #}
{% macro qualified(names, relation) %}
    {%- set columns = [] -%}
    {%- for name in names -%}{%- do columns.append(relation ~ '.' ~ name) -%}{%- endfor -%}
    {{ return(columns | join(', ')) }}
{% endmacro %}

{# Whether everything was delivered that a metric needs. A CTE named measured (int_measured_metrics) must stand
   beside it. For metrics that would have rows all the same, and count what nobody told as nothing. #}
{% macro is_measured(metric) -%}
    exists (select 1 from measured where measured.metric = '{{ metric }}')
{%- endmacro %}
