-- One row is a date that stands alone years before all others of its column: one mistyped year makes
-- all time begin there.
{%- set years_apart = 5 %}
{#- of fewer dates none is out of the way #}
{%- set dates_at_least = 10 %}
with

years as (
    {%- for input, columns in recorded_days().items() %}
    {%- set is_last = loop.last %}
    {%- for column in columns %}
    select
        '{{ input }}' as input,
        '{{ column }}' as column_name,
        cast(extract(year from {{ column }}) as integer) as event_year,
        count(*) as row_count
    from {{ ref('stg_' ~ input) }}
    where {{ column }} is not null
    group by extract(year from {{ column }})
    {{- "\n    union all" if not (is_last and loop.last) }}
    {%- endfor %}
    {%- endfor %}
),

counted as (
    select
        *,
        lead(event_year) over (partition by input, column_name order by event_year nulls last) as next_year,
        sum(row_count) over (partition by input, column_name order by event_year nulls last) as rows_so_far,
        sum(row_count) over (partition by input, column_name) as all_rows
    from years
),

-- a company that slept for years has more than a slip before them
lone_years as (
    select
        input,
        column_name,
        max(event_year) as lone_until
    from counted
    where
        all_rows >= {{ dates_at_least }}
        and next_year > event_year + {{ years_apart }}
        and (rows_so_far = 1 or rows_so_far * 100 <= all_rows)
    group by input, column_name
)

{%- for input, columns in recorded_days().items() %}
{%- set is_last = loop.last %}
{%- for column in columns %}
select
    '{{ input }}' as input,
    'stands alone, {{ years_apart }} years or more before all others' as rule,
    {{ key_text(input, 'delivered') }} as row_identifier,
    '{{ column }}' as column_name,
    cast(delivered.{{ column }} as {{ dbt.type_string() }}) as value
from {{ ref('stg_' ~ input) }} as delivered
inner join lone_years
    on lone_years.input = '{{ input }}' and lone_years.column_name = '{{ column }}'
where extract(year from delivered.{{ column }}) <= lone_years.lone_until
{{- "\nunion all" if not (is_last and loop.last) }}
{%- endfor %}
{%- endfor %}
