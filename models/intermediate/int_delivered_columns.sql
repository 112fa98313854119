-- One row is an input and a column: how many of the accepted rows say something in it, and whether
-- any delivered row does.
with

{% for name in input_names() -%}
{#- named here, where dbt sees it before it has read the contract #}
{%- set delivered = input(name) %}
{%- set blanked = columns_blanked_later(contract(name)) %}
{%- if blanked %}
-- what came after the as-of date is not known, but told
{{ name }}_told as (
    select
        {%- for column in blanked %}
        max(case when {{ present(column) }} is not null then 1 else 0 end) as {{ column }}_told{{ "," if not loop.last }}
        {%- endfor %}
    from {{ delivered }}
),

{% endif -%}
{{ name }}_filled as (
    select
        count(*) as row_count
        {%- for column in contract(name).columns.values() %},
        count({{ column.name }}) as {{ column.name }}_filled
        {%- endfor %}
    from {{ ref('stg_' ~ name) }}
),

{% endfor -%}

counted as (
    {%- for name in input_names() %}
    select
        '{{ name }}' as input,
        named.column_name,
        named.is_required,
        cast(filled.row_count as bigint) as row_count,
        cast(case named.column_name
            {%- for column in contract(name).columns.values() %}
            when '{{ column.name }}' then filled.{{ column.name }}_filled
            {%- endfor %}
        end as bigint) as filled_count,
        {% if columns_blanked_later(contract(name)) -%}
        case named.column_name
            {%- for column in columns_blanked_later(contract(name)) %}
            when '{{ column }}' then told.{{ column }}_told
            {%- endfor %}
        end = 1 as is_told_later
        {%- else -%}
        false as is_told_later
        {%- endif %}
    from {{ name }}_filled as filled
    {%- if columns_blanked_later(contract(name)) %}
    cross join {{ name }}_told as told
    {%- endif %}
    cross join (
        values
        {%- for column in contract(name).columns.values() %}
        ('{{ column.name }}', {{ 'true' if column.config.meta.get('required') else 'false' }})
        {{- "," if not loop.last }}
        {%- endfor %}
    ) as named(column_name, is_required)
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

-- a stage that says won or lost says what is_won would
told_by_others as (
    select
        'deals' as input,
        'is_won' as column_name
    from {{ ref('int_deal_stage_outcomes') }}
    where outcome in ('won', 'lost') and deal_count > 0
    having count(*) > 0
)

select
    counted.input,
    counted.column_name,
    counted.is_required,
    counted.row_count,
    counted.filled_count,
    counted.filled_count > 0
    or coalesce(counted.is_told_later, false)
    or told_by_others.input is not null as is_told
from counted
left join told_by_others
    on counted.input = told_by_others.input and counted.column_name = told_by_others.column_name
