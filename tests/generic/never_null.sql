{# None of these columns is NULL in any row: a row for each that is, with how often. One test of a
   table's columns, since each node costs a build more than what it reads. #}
{% test never_null(model, columns) %}
with counted as (
    select
        {%- for column in columns %}
        sum(case when {{ column }} is null then 1 else 0 end) as {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ model }}
)

{%- for column in columns %}
select '{{ column }}' as column_name, {{ column }} as row_count from counted where {{ column }} > 0
{{- "\nunion all" if not loop.last }}
{%- endfor %}
{% endtest %}
