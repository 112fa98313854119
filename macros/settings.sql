{# Schemas are named as they are, not prefixed with the target's. Where all builds share one catalogue,
   the runner gives those of each build an end of their own. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}{{ env_var('LEADMART_SCHEMA_SUFFIX', '') }}
{%- endmacro %}

{# The last day that a build sees. #}
{% macro as_of() %}cast('{{ var("as_of") | string }}' as date){% endmacro %}

{# The delivered rows of an input: the demo's seed, or the table that the runner loaded. #}
{% macro input(name) %}
    {%- if var('input_kind') == 'demo' -%}{{ return(ref(name)) }}{%- endif -%}
    {{ return(source('inputs', name)) }}
{% endmacro %}

{# A numerator by a denominator, as doubles; NULL where there is nothing to divide by. #}
{% macro safe_divide(numerator, denominator) -%}
    (cast({{ numerator }} as {{ type_double() }}) / nullif(cast({{ denominator }} as {{ type_double() }}), 0))
{%- endmacro %}

{# An amount in the reporting currency; NULL where its rate is missing. rate: of the event's day. #}
{% macro in_reporting_currency(amount, currency, rate) -%}
    case
        when coalesce(upper({{ currency }}), '{{ var("reporting_currency") }}') = '{{ var("reporting_currency") }}'
            then cast({{ amount }} as decimal(18, 4))
        else cast({{ amount }} * {{ rate }} as decimal(18, 4))
    end
{%- endmacro %}

{# A flag as a dimension's value. #}
{% macro yes_no(flag) %}case when {{ flag }} then 'yes' when not {{ flag }} then 'no' else 'unknown' end{% endmacro %}

{# Private layers live in the database `work`; an engine with one database keeps them in schemas of it. #}
{% macro generate_database_name(custom_database_name=none, node=none) -%}
    {%- if target.type == 'duckdb' -%}{{ return(custom_database_name or target.database) }}{%- endif -%}
    {{ return(target.database if target.type != 'spark' else none) }}
{%- endmacro %}
