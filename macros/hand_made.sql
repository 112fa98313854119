{# Hand-made delivered rows of an input, every column of the contract as text, for the tests of staging.
   Unit tests cannot do this: dbt keeps the contract (the sources in the graph) from them.

   rows: mappings of column → SQL expression or text; a text is written with its quotes. #}
{% macro hand_made(name, rows) -%}
    {%- for row in rows %}
    select
        {%- for column in contract(name).columns %}
        cast({{ row.get(column, 'null') }} as {{ dbt.type_string() }}) as {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
