{# Schemas are named as they are, not prefixed with the target's. Where all builds share one catalogue,
   the runner gives those of each build an end of their own. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}{{ env_var('LEADMART_SCHEMA_SUFFIX', '') }}
{%- endmacro %}

{# The last day that a build sees. #}
{% macro as_of() %}cast('{{ var("as_of") | string }}' as date){% endmacro %}

{# Input → days, of a setting that says them: ad_spend=7,costs=never. #}
{% macro days_said(setting) %}
    {%- set said = {} -%}
    {%- for part in var(setting).split(',') if '=' in part -%}
        {%- do said.update({part.split('=')[0]: part.split('=')[1]}) -%}
    {%- endfor -%}
    {{ return(said) }}
{% endmacro %}

{# The delivered rows of an input: the demo's seed, or the table that the runner loaded, and beside it what the
   company's systems give. #}
{% macro input(name) %}
    {%- if var('input_kind') == 'demo' -%}{{ return(ref(name)) }}{%- endif -%}
    {%- set systems = systems_giving(name) -%}
    {%- if not systems -%}{{ return(source('inputs', name)) }}{%- endif -%}
    {%- set selects = [] -%}
    {%- for relation in [source('inputs', name)] + connector_relations(name, systems) -%}
        {%- do selects.append('select ' ~ contract(name).columns.keys() | join(', ') ~ ' from ' ~ relation) -%}
    {%- endfor -%}
    {{ return('(' ~ selects | join(' union all ') ~ ') as delivered') }}
{% endmacro %}

{# A numerator by a denominator, as doubles; NULL where there is nothing to divide by. #}
{% macro safe_divide(numerator, denominator) -%}
    (cast({{ numerator }} as {{ type_double() }}) / nullif(cast({{ denominator }} as {{ type_double() }}), 0))
{%- endmacro %}

{# How one amount is stored, delivered or converted. Sums of them are decimal(38, 4). #}
{% macro money_type() %}decimal(22, 4){% endmacro %}

{# The largest amount that is taken, in either direction: a tenth of what money_type holds. #}
{% macro money_limit() %}100000000000000000{% endmacro %}

{# An amount by a rate or a share, to four places. Engines keep other numbers of places of a product of
   decimals, so the places that all of them keep are written out.

   places: 37 less the digits that both have before the point: what Spark keeps #}
{% macro money_times(amount, factor, places) -%}
    cast(cast({{ amount }} * {{ factor }} as decimal(38, {{ places }})) as decimal(38, 4))
{%- endmacro %}

{# An amount in the reporting currency; NULL where its rate is missing, or where it is larger than money_limit.
   rate: of the event's day, a decimal(20, 12) #}
{% macro in_reporting_currency(amount, currency, rate) -%}
    -- cast once more, because PostgreSQL forgets the places of what a case gives
    cast(case
        when abs({{ amount }}) > {{ money_limit() }} then null
        when coalesce(upper({{ currency }}), '{{ var("reporting_currency") }}') = '{{ var("reporting_currency") }}'
            then cast({{ amount }} as {{ money_type() }})
        -- asked of doubles, because the product itself may be too large
        when abs(cast({{ amount }} as {{ type_double() }}) * cast({{ rate }} as {{ type_double() }})) <= {{ money_limit() }}
            then cast({{ money_times('cast(' ~ amount ~ ' as ' ~ money_type() ~ ')', rate, 11) }} as {{ money_type() }})
    end as {{ money_type() }})
{%- endmacro %}

{# The day whose rate an amount has that is planned: what lies ahead has that of the as-of date. #}
{% macro day_of_rate(day) %}case when {{ day }} > {{ as_of() }} then {{ as_of() }} else {{ day }} end{% endmacro %}

{# A flag as a dimension's value. #}
{% macro yes_no(flag) %}case when {{ flag }} then 'yes' when not {{ flag }} then 'no' else 'unknown' end{% endmacro %}

{# Private layers live in the database `work`; an engine with one database keeps them in schemas of it. #}
{% macro generate_database_name(custom_database_name=none, node=none) -%}
    {%- if target.type == 'duckdb' -%}{{ return(custom_database_name or target.database) }}{%- endif -%}
    {{ return(target.database if target.type != 'spark' else none) }}
{%- endmacro %}

{# The company's own domains, as its settings name them. #}
{% macro own_domains() %}
    {%- set domains = [] -%}
    {%- for domain in var('own_domains').split(',') if '.' in domain -%}
        {%- do domains.append(domain[4:] if domain.startswith('www.') else domain) -%}
    {%- endfor -%}
    {{ return(domains) }}
{% endmacro %}
