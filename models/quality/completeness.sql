-- One row is an input and a column: how many of the accepted rows say something in it.
with

{% for name in input_names() -%}
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
        end as bigint) as filled_count
    from {{ name }}_filled as filled
    cross join (
        values
        {%- for column in contract(name).columns.values() %}
        ('{{ column.name }}', {{ 'true' if column.config.meta.get('required') else 'false' }})
        {{- "," if not loop.last }}
        {%- endfor %}
    ) as named(column_name, is_required)
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select
    input,
    column_name,
    is_required,
    row_count,
    filled_count,
    {{ safe_divide('filled_count', 'row_count') }} as filled_share
from counted
