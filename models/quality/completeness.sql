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
){{ "," if not loop.last }}

{% endfor -%}

{% set parts = [] -%}
{%- for name in input_names() -%}
{%- for column in contract(name).columns.values() -%}
{%- do parts.append(
    "select\n    '" ~ name ~ "' as input,\n    '" ~ column.name ~ "' as column_name,\n    "
    ~ ('true' if column.config.meta.get('required') else 'false') ~ " as is_required,\n    "
    ~ "cast(row_count as bigint) as row_count,\n    cast(" ~ column.name ~ "_filled as bigint) as filled_count,\n    "
    ~ safe_divide(column.name ~ '_filled', 'row_count') ~ " as filled_share\nfrom " ~ name ~ "_filled"
) -%}
{%- endfor -%}
{%- endfor -%}
{{ parts | join("\nunion all\n") or "select 1 as parsed" }}
