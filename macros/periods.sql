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
   more_keys:   columns of events that part its rows beside the period, with has_periods
   A CTE named date_periods (int_counted_periods) must stand beside it, whose days are kept for few dimensions,
   unless has_periods says that the events carry period_grain and period_start themselves. #}
{% macro by_period(events, dimensions, counts={}, amounts={}, doubles={}, has_periods=false, more_keys=[]) -%}
{%- if has_periods -%}
{{ summed_by_period(events, dimensions, counts, amounts, doubles, events, more_keys) }}
{%- else -%}
select
    {{ qualified(['period_grain', 'period_start', 'dimension', 'dimension_value'], 'summed') }},
    {{ (counts.keys() | list + amounts.keys() | list + doubles.keys() | list) | join(',\n    ') }}
from (
{{ summed_by_period(events, dimensions, counts, amounts, doubles, 'date_periods') | indent(4, first=true) }}
) as summed
{{ join_kept_days('summed') }}
where {{ is_kept_day('summed.dimension') }}
{%- endif -%}
{%- endmacro %}

{# A join that leaves out the days of dimensions with many values, where is_kept_day is asked behind it.
   A CTE named date_periods (int_counted_periods) must stand beside it. #}
{% macro join_kept_days(rows) -%}
left join date_periods as kept
    on
        -- not "= 'day'" on both sides: what is said of the left alone keeps engines from hashing the days
        {{ rows }}.period_grain = kept.period_grain
        and {{ rows }}.period_start = kept.date_day
        and kept.period_grain = 'day'
{%- endmacro %}

{# Whether the days of a dimension, an expression, are kept; `days` are the rows of int_counted_periods. #}
{% macro is_kept_day(dimension, days='kept') -%}
    ({{ days }}.day_dimensions is null or {{ days }}.day_dimensions like '% ' || {{ dimension }} || ' %')
{%- endmacro %}

{# Which dimension a row of grouping sets tells apart, and its value; `total` and `all` where it is none.
   relation: where the dimensions are, which are never NULL there #}
{% macro grouped_dimension(dimensions, relation) -%}
    case
        {%- for dimension in dimensions %}
        when grouping({{ relation }}.{{ dimension }}) = 0 then '{{ dimension_name(dimension) }}'
        {%- endfor %}
        else 'total'
    end as dimension,
    coalesce({{ qualified(dimensions, relation) }}, 'all') as dimension_value
{%- endmacro %}

{# What by_period sums up, of every period. #}
{% macro summed_by_period(events, dimensions, counts, amounts, doubles, periods, more_keys=[]) -%}
{%- set keys = qualified(['period_grain', 'period_start'] + more_keys, periods) -%}
select
    {{ keys }},
    {{ grouped_dimension(dimensions, events) }}
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
{%- if periods == 'date_periods' %}
inner join date_periods
    on {{ events }}.event_on = date_periods.date_day
{%- endif %}
group by grouping sets (
    ({{ keys }})
    {%- for dimension in dimensions %},
    ({{ keys }}, {{ events }}.{{ dimension }})
    {%- endfor %}
)
{%- endmacro %}

{# Who or what had events, counted once per period and per value of each dimension: where an event is the first of its
   entity in the period, because the one before lies before it. The same as count(distinct) in by_period, for a
   fraction of its cost on a big table: see benchmarks/distinct_visitors.py.

   events:      a CTE with event_on, the dimensions (never NULL), the entity and what the conditions read
   entity:      the column that names whom to count
   dimensions:  the names of its dimension columns
   counts:      measure → what one of the entity's events in the period must fulfil; `true` for all of them
   newcomers:   of these measures, those that count who was new in the period → a column with the entity's first day
   sums:        measure → an expression to add up over the events
   A CTE named date_periods (int_counted_periods) must stand beside it, whose days are kept for few dimensions. #}
{% macro distinct_by_period(events, entity, dimensions, counts, newcomers={}, sums={}) -%}
{#- what fulfils the same is looked for once -#}
{%- set conditions = {} -%}
{%- for name, condition in counts.items() if condition not in conditions -%}
    {%- do conditions.update({condition: 'before_' ~ name}) -%}
{%- endfor -%}
{%- for dimension in [none] + dimensions %}
{%- set kept = ['event_on'] + ([dimension] if dimension else []) + newcomers.values() | list %}
{%- set alike = kept + conditions.values() | list %}
{{- "union all\n" if dimension }}
select
    date_periods.period_grain,
    date_periods.period_start,
    '{{ dimension_name(dimension or "total") }}' as dimension,
    {{ "alike." ~ dimension if dimension else "'all'" }} as dimension_value
    {%- for name in counts %},
    cast(sum(case
        when alike.{{ conditions[counts[name]] }} < date_periods.period_start
        {%- if name in newcomers %} and alike.{{ newcomers[name] }} >= date_periods.period_start{% endif %} then alike.event_count
        else 0
    end) as bigint) as {{ name }}
    {%- endfor %}
    {%- for name in sums %},
    cast(sum(alike.{{ name }}) as bigint) as {{ name }}
    {%- endfor %}
-- what all periods count alike, once: events of a day whose entities were here on the same day before
from (
    select
        {{ alike | join(', ') }},
        count(*) as event_count
        {%- for name in sums %},
        sum({{ name }}) as {{ name }}
        {%- endfor %}
    from (
        select
            {{ qualified(kept, events) }}
            {%- for condition, name in conditions.items() %},
            {{ day_before(events, entity, dimension, condition) }} as {{ name }}
            {%- endfor %}
            {%- for name, expression in sums.items() %},
            {{ expression }} as {{ name }}
            {%- endfor %}
        from {{ events }}
    ) as ordered
    group by {{ alike | join(', ') }}
) as alike
inner join date_periods
    on
        alike.event_on = date_periods.date_day
        {%- if dimension %}
        and {{ is_kept_day("'" ~ dimension_name(dimension) ~ "'", 'date_periods') }}
        {%- endif %}
group by date_periods.period_grain, date_periods.period_start{{ ", alike." ~ dimension if dimension }}
{% endfor %}
{%- endmacro %}

{# The day of the entity's last event before this one that fulfils a condition, with the same value of the dimension:
   long ago where there is none, NULL where this one does not fulfil it. Of several on a day any is the first. #}
{% macro day_before(events, entity, dimension, condition) -%}
    {%- set day = events ~ ".event_on" -%}
    {%- set before -%}
    coalesce(
            max({{ day if condition == 'true' else 'case when ' ~ condition ~ ' then ' ~ day ~ ' end' }}) over (
                partition by {{ events ~ "." ~ dimension ~ ", " if dimension }}{{ events }}.{{ entity }} order by {{ day }} nulls last
                rows between unbounded preceding and 1 preceding
            ), cast('0001-01-01' as date)
        )
    {%- endset -%}
    {{ before if condition == 'true' else 'case when ' ~ condition ~ ' then ' ~ before ~ ' end' }}
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

{# What comes and goes, added up: what each period begins with, what moves it, what stands at its end. From the first
   period with a move to the last with something there, and a year on, of which those periods may be compared. A running one ends with the as-of date.

   moves:     a CTE with the period, the dimension and the measures, at most one row for each period and value
   measures:  its measures: what comes less what goes
   there:     the one of them that is 0 where nothing is left
   A CTE named periods (int_comparison_periods) and one named date_periods (int_counted_periods) must stand beside it. #}
{% macro stocks_by_period(moves, measures, there) -%}
select
    {{ period_keys() }},
    period_end,
    is_moved
    {%- for measure in measures %},
    {{ measure }},
    closing_{{ measure }}
    {%- endfor %}
from (
    select
        kept_periods.period_grain,
        kept_periods.period_start,
        case when kept_periods.is_running then {{ as_of() }} else kept_periods.period_end end as period_end,
        added_up.dimension,
        added_up.dimension_value,
        kept_periods.period_start = added_up.period_start as is_moved,
        kept_periods.period_start = added_up.period_start
        or added_up.dimension = 'total'
        or kept_periods.last_year_start <= added_up.period_start
        or added_up.closing_{{ there }} <> 0 as is_there
        {%- for measure in measures %},
        case when kept_periods.period_start = added_up.period_start then added_up.{{ measure }} else 0 end
            as {{ measure }},
        added_up.closing_{{ measure }}
        {%- endfor %}
    from (
        select
            *,
            lead(period_start) over (
                partition by period_grain, dimension, dimension_value order by period_start
            ) as next_move
            {%- for measure in measures %},
            sum({{ measure }}) over (
                partition by period_grain, dimension, dimension_value order by period_start
                rows between unbounded preceding and current row
            ) as closing_{{ measure }}
            {%- endfor %}
        from {{ moves }}
    ) as added_up
    -- by dimension, so that the days of one that has none are not paired with its moves
    inner join (
        select
            periods.*,
            moved.dimension
        from periods
        cross join (select distinct dimension from {{ moves }}) as moved
        {{ join_kept_days('periods') | indent(8) }}
        where {{ is_kept_day('moved.dimension') }}
    ) as kept_periods
        on
            added_up.period_grain = kept_periods.period_grain
            and added_up.dimension = kept_periods.dimension
            and added_up.period_start <= kept_periods.period_start
            and coalesce(kept_periods.period_start < added_up.next_move, true)
) as standing
where is_there
{%- endmacro %}

{# Whether a period lies after one of the inputs of a metric has ended, or goes on for longer after it than is usual
   there: what one side of a ratio would count in it is not measured, and is no 0. A CTE named measured
   (int_measured_metrics) must stand beside it. #}
{% macro is_after_an_end(metric) -%}
    period_start > (select max(measured.ended_on) from measured where measured.metric = '{{ metric }}')
    or {{ last_day_of_period() }} > (select max(measured.tolerated_to) from measured where measured.metric = '{{ metric }}')
{%- endmacro %}

{# The last day of a row's period, also of a running one; of all time the as-of date. #}
{% macro last_day_of_period() -%}
    cast(case period_grain
        when 'day' then period_start
        when 'week' then period_start + interval '6' day
        when 'month' then period_start + interval '1' month - interval '1' day
        when 'quarter' then period_start + interval '3' month - interval '1' day
        when 'year' then period_start + interval '12' month - interval '1' day
        else {{ as_of() }}
    end as date)
{%- endmacro %}

{# The columns of every metric model: its key, the period and dimension, what the value is made of.

   numerator, denominator: expressions; without a denominator the numerator is the value
   scale: what the ratio is multiplied by (1000 for "per thousand")
   Of a ratio, a CTE named measured (int_measured_metrics) must stand beside it. #}
{% macro metric_columns(metric, numerator, denominator=none, scale=none) -%}
    '{{ metric }}' as metric,
    {{ period_keys() }},
    {% if denominator -%}
    cast(case when {{ is_after_an_end(metric) }} then null else {{ numerator }} end as {{ type_double() }}) as numerator,
    cast(case when {{ is_after_an_end(metric) }} then null else {{ denominator }} end as {{ type_double() }}) as denominator,
    case
        when {{ is_after_an_end(metric) }} then null
        else {{ (scale ~ ' * ') if scale }}{{ safe_divide(numerator, denominator) }}
    end as value
    {%- else -%}
    cast({{ numerator }} as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
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

{# The CTE parts_and_wholes: rows of longer periods, and of the shorter ones that make them up, under the longer one's
   period. Days make up all where they are kept, months quarters and years, weeks all time. For tests.

   rows:      a CTE with metric, the period, the dimension and the measures
   by_day:    a CTE with the metrics and dimensions whose days are kept
   measures:  what is added up; of parts it is named part_…
   facts:     what else of a whole is needed
   CTEs named date_periods (int_date_periods) and first_days (int_first_days) must stand beside it. #}
{% macro parts_and_wholes(rows, by_day, measures, facts=[]) -%}
made_up as (
    select
        parts.period_grain as part_grain,
        parts.metric,
        date_periods.period_grain,
        date_periods.period_start,
        parts.dimension,
        parts.dimension_value,
        {{ qualified(measures, 'parts') }}
    from {{ rows }} as parts
    inner join date_periods
        on parts.period_start = date_periods.date_day
    where
        parts.period_grain = 'day' and date_periods.period_grain <> 'day'
        or parts.period_grain = 'month' and date_periods.period_grain in ('quarter', 'year')
    union all
    select
        parts.period_grain as part_grain,
        parts.metric,
        'all_time' as period_grain,
        first_days.first_event_on as period_start,
        parts.dimension,
        parts.dimension_value,
        {{ qualified(measures, 'parts') }}
    from {{ rows }} as parts
    cross join first_days
    where parts.period_grain = 'week'
),

parts_and_wholes as (
    select
        part_grain,
        metric,
        {{ period_keys() }}
        {%- for measure in measures %},
        null as {{ measure }},
        {{ measure }} as part_{{ measure }}
        {%- endfor %}
        {%- for fact in facts %},
        null as {{ fact }}
        {%- endfor %}
    from made_up
    {%- for part, wholes in {
        'day': "wholes.period_grain <> 'day'",
        'month': "wholes.period_grain in ('quarter', 'year')",
        'week': "wholes.period_grain = 'all_time'",
    }.items() %}
    union all
    select
        '{{ part }}' as part_grain,
        wholes.metric,
        {{ qualified(['period_grain', 'period_start', 'dimension', 'dimension_value'], 'wholes') }}
        {%- for measure in measures %},
        wholes.{{ measure }},
        null as part_{{ measure }}
        {%- endfor %}
        {%- for fact in facts %},
        wholes.{{ fact }}
        {%- endfor %}
    from {{ rows }} as wholes
    {%- if part == 'day' %}
    inner join {{ by_day }} as by_day
        on wholes.metric = by_day.metric and wholes.dimension = by_day.dimension
    {%- endif %}
    where {{ wholes }}
    {%- endfor %}
)
{%- endmacro %}
