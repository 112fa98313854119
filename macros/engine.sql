{# ---- The one place where engines may differ. Everything else is SQL that they share. ---- #}

{# The name of the 8-byte floating point type, the one type that PostgreSQL names otherwise. #}
{% macro type_double() %}{{ return('double precision' if target.type == 'postgres' else 'double') }}{% endmacro %}

{# text → a type; NULL where it does not parse. Callers check the form with matches() first. #}
{% macro try_cast(expression, type) %}{{ return(adapter.dispatch('try_cast')(expression, type)) }}{% endmacro %}
{% macro default__try_cast(expression, type) %}try_cast({{ expression }} as {{ type }}){% endmacro %}
{# PostgreSQL before 16 cannot ask whether a text parses: the calendar and the bounds are written out. #}
{% macro postgres__try_cast(expression, type) -%}
    {%- if type == 'date' -%}
        case when {{ postgres__is_calendar_day(expression) }} then cast({{ expression }} as date) end
    {%- elif type == 'bigint' -%}
        case
            when cast({{ expression }} as numeric) between -9223372036854775808 and 9223372036854775807
                then cast({{ expression }} as bigint)
        end
    {%- else -%}
        {%- set precision, scale = type[8:-1].split(',') -%}
        case
            when abs(round(cast({{ expression }} as numeric), {{ scale }})) < 1e{{ precision | int - scale | int }}
                then cast({{ expression }} as {{ type }})
        end
    {%- endif -%}
{%- endmacro %}
{% macro postgres__is_calendar_day(expression) -%}
    substr({{ expression }}, 1, 4) >= '0001'
    and substr({{ expression }}, 6, 2) between '01' and '12'
    and substr({{ expression }}, 9, 2) between '01' and case
        when substr({{ expression }}, 6, 2) in ('04', '06', '09', '11') then '30'
        when substr({{ expression }}, 6, 2) <> '02' then '31'
        when
            mod(cast(substr({{ expression }}, 1, 4) as integer), 400) = 0
            or (
                mod(cast(substr({{ expression }}, 1, 4) as integer), 4) = 0
                and mod(cast(substr({{ expression }}, 1, 4) as integer), 100) <> 0
            )
            then '29'
        else '28'
    end
{%- endmacro %}

{# Whether a text matches a regular expression. No backslashes: Spark reads them as escapes. #}
{% macro matches(expression, pattern) %}{{ return(adapter.dispatch('matches')(expression, pattern)) }}{% endmacro %}
{% macro default__matches(expression, pattern) %}regexp_matches({{ expression }}, {{ pattern }}){% endmacro %}
{% macro spark__matches(expression, pattern) %}({{ expression }} rlike {{ java_pattern(pattern) }}){% endmacro %}
{% macro postgres__matches(expression, pattern) %}({{ expression }} ~ {{ ascii_pattern(pattern) }}){% endmacro %}
{# Java knows no [:space:], and its $ also stands before a last line break. Patterns that come from a
   column are left as they are. #}
{% macro java_pattern(pattern) -%}
    {%- set spelled = pattern | replace('[:space:]', '\\\\p{Space}') -%}
    {{ return(spelled[:-2] ~ "\\\\z'" if spelled.startswith("'") and spelled.endswith("$'") else spelled) }}
{%- endmacro %}
{# PostgreSQL counts the blanks of all scripts as [:space:], the others those of ASCII. #}
{% macro ascii_pattern(pattern) %}{{ return(pattern | replace('[:space:]', ' \\t\\n\\v\\f\\r')) }}{% endmacro %}

{# A text of the milliseconds since 1970, as a text of the moment in UTC. #}
{% macro text_of_milliseconds(expression) %}{{ return(adapter.dispatch('text_of_milliseconds')(expression)) }}{% endmacro %}
{% macro default__text_of_milliseconds(expression) %}cast(epoch_ms(cast({{ expression }} as bigint)) as varchar){% endmacro %}
{% macro spark__text_of_milliseconds(expression) %}cast(timestamp_millis(cast({{ expression }} as bigint)) as string){% endmacro %}
{% macro postgres__text_of_milliseconds(expression) -%}
    cast(timezone('UTC', to_timestamp(cast({{ expression }} as numeric) * 0.001)) as text)
{%- endmacro %}

{# Every match of a regular expression replaced. #}
{% macro replace_all(expression, pattern, replacement) %}{{ return(adapter.dispatch('replace_all')(expression, pattern, replacement)) }}{% endmacro %}
{% macro default__replace_all(expression, pattern, replacement) %}regexp_replace({{ expression }}, {{ pattern }}, {{ replacement }}, 'g'){% endmacro %}
{% macro spark__replace_all(expression, pattern, replacement) %}regexp_replace({{ expression }}, {{ java_pattern(pattern) }}, {{ replacement }}){% endmacro %}
{% macro postgres__replace_all(expression, pattern, replacement) %}regexp_replace({{ expression }}, {{ ascii_pattern(pattern) }}, {{ replacement }}, 'g'){% endmacro %}

{# What the first group of a pattern matched, in a replacement. #}
{% macro first_group() %}{{ return('$1' if target.type == 'spark' else '\\1') }}{% endmacro %}

{# A text with its percent-escapes resolved. Callers check with matches() first that they are of UTF-8. #}
{% macro percent_decoded(expression) %}{{ return(adapter.dispatch('percent_decoded')(expression)) }}{% endmacro %}
{% macro default__percent_decoded(expression) %}url_decode({{ expression }}){% endmacro %}
{# Java reads a plus sign as a blank. #}
{% macro spark__percent_decoded(expression) %}url_decode(replace({{ expression }}, '+', '%2b')){% endmacro %}
{# convert_from takes the collation of the encoding's name, which knows no capitals but those of English. #}
{% macro postgres__percent_decoded(expression) -%}
    (
        select convert_from(string_agg(
            coalesce(decode(parts.part[1], 'hex'), convert_to(parts.part[2], 'UTF8')), '' order by parts.position
        ), 'UTF8') collate pg_catalog.default
        from regexp_matches({{ expression }}, '%([0-9a-fA-F]{2})|([^%]+)', 'g') with ordinality as parts(part, position)
    )
{%- endmacro %}

{# What a JSON text says at a path, as text; NULL where it says nothing there, or is no JSON. path: names and places #}
{% macro json_text(expression, path) %}{{ return(adapter.dispatch('json_text')(expression, path)) }}{% endmacro %}
{% macro default__json_text(expression, path) -%}
    case when json_valid({{ expression }}) then json_extract_string({{ expression }}, '${% for step in path %}{{ '[' ~ step ~ ']' if step is number else '."' ~ step ~ '"' }}{% endfor %}') end
{%- endmacro %}
{% macro spark__json_text(expression, path) -%}
    get_json_object({{ expression }}, '${% for step in path %}{{ '[' ~ step ~ ']' if step is number else '.' ~ step }}{% endfor %}')
{%- endmacro %}
{% macro postgres__json_text(expression, path) -%}
    case when {{ expression }} ~ '^[[:space:]]*[{[]' then cast({{ expression }} as jsonb) #>> '{ {{- path | join(',') -}} }' end
{%- endmacro %}

{# The first match of a regular expression; NULL where there is none. #}
{% macro first_match(expression, pattern) %}{{ return(adapter.dispatch('first_match')(expression, pattern)) }}{% endmacro %}
{% macro default__first_match(expression, pattern) %}nullif(regexp_extract({{ expression }}, {{ pattern }}), ''){% endmacro %}
{% macro spark__first_match(expression, pattern) %}nullif(regexp_extract({{ expression }}, {{ java_pattern(pattern) }}, 0), ''){% endmacro %}
{% macro postgres__first_match(expression, pattern) %}substring({{ expression }} from {{ ascii_pattern(pattern) }}){% endmacro %}

{# Behind the name of a CTE that several others read: it is computed anew in each, so that each computes only what it
   needs, or once, because it is small and dear. Spark decides for itself. #}
{% macro computed_in_place() %}{{ return('as' if target.type == 'spark' else 'as not materialized') }}{% endmacro %}
{% macro computed_once() %}{{ return('as' if target.type == 'spark' else 'as materialized') }}{% endmacro %}

{# ISO 8601 text, with an offset or in UTC → a timestamp in UTC. The session's time zone is UTC. #}
{% macro utc_timestamp(expression) %}{{ return(adapter.dispatch('utc_timestamp')(expression)) }}{% endmacro %}
{# DuckDB wants seconds before an offset, and no space: 09:30 Z becomes 09:30:00Z. #}
{% macro default__utc_timestamp(expression) -%}
    {%- set with_seconds = "regexp_replace(" ~ expression ~ ", '^(.{16}) ?([Z+-])', '\\1:00\\2')" -%}
    cast(try_cast(regexp_replace({{ with_seconds }}, ' ([Z+-])', '\1') as timestamptz) at time zone 'UTC' as timestamp)
{%- endmacro %}
{% macro postgres__utc_timestamp(expression) -%}
    case
        when {{ postgres__is_calendar_day(expression) }}
            -- cut, not rounded, after microseconds, as by the others
            then cast(regexp_replace({{ expression }}, '([.][0-9]{6})[0-9]+', '\1') as timestamptz) at time zone 'UTC'
    end
{%- endmacro %}
{# Spark wants seconds before an offset, and minutes in it: 09:30+02 becomes 09:30:00+02:00. #}
{% macro spark__utc_timestamp(expression) -%}
    {%- set with_seconds = "regexp_replace(" ~ expression ~ ", '^(.{16}) ?([Z+-])', '$1:00$2')" -%}
    try_cast(regexp_replace({{ with_seconds }}, '(:[^:]*[+-][0-9][0-9])$', '$1:00') as timestamp)
{%- endmacro %}

{# The text of a day → its beginning in the business time zone, in UTC. A day whose midnight was skipped begins
   later; one that was skipped whole is the next. #}
{% macro beginning_of_business_day(expression) %}{{ return(adapter.dispatch('beginning_of_business_day')(expression)) }}{% endmacro %}
{% macro default__beginning_of_business_day(expression) -%}
    {%- set midnight = "try_cast(" ~ expression ~ " as timestamp)" -%}
    {{ midnight if var('business_timezone') == 'UTC' else midnight ~ " at time zone '" ~ var('business_timezone') ~ "' at time zone 'UTC'" }}
{%- endmacro %}
{% macro postgres__beginning_of_business_day(expression) -%}
    case
        when {{ postgres__is_calendar_day(expression) }}
            then cast({{ expression }} as timestamp) at time zone '{{ var("business_timezone") }}' at time zone 'UTC'
    end
{%- endmacro %}
{% macro spark__beginning_of_business_day(expression) %}to_utc_timestamp(try_cast({{ expression }} as timestamp), '{{ var("business_timezone") }}'){% endmacro %}

{# The day of a UTC timestamp in the business time zone. #}
{% macro business_date(expression) %}{{ return(adapter.dispatch('business_date')(expression)) }}{% endmacro %}
{% macro default__business_date(expression) -%}
    {%- if var('business_timezone') == 'UTC' -%}
        cast({{ expression }} as date)
    {%- else -%}
        cast(({{ expression }} at time zone 'UTC') at time zone '{{ var("business_timezone") }}' as date)
    {%- endif -%}
{%- endmacro %}
{% macro spark__business_date(expression) %}cast(from_utc_timestamp({{ expression }}, '{{ var("business_timezone") }}') as date){% endmacro %}

{# Seconds from one timestamp to another, exact. #}
{% macro seconds_between(start, end) %}{{ return(adapter.dispatch('seconds_between')(start, end)) }}{% endmacro %}
{% macro default__seconds_between(start, end) %}cast(date_diff('second', {{ start }}, {{ end }}) as bigint){% endmacro %}
{% macro spark__seconds_between(start, end) %}(unix_timestamp({{ end }}) - unix_timestamp({{ start }})){% endmacro %}
{% macro postgres__seconds_between(start, end) %}cast(floor(extract(epoch from {{ end }})) - floor(extract(epoch from {{ start }})) as bigint){% endmacro %}

{# A date so many days after another. #}
{% macro days_after(start, days) %}{{ return(adapter.dispatch('days_after')(start, days)) }}{% endmacro %}
{% macro default__days_after(start, days) %}({{ start }} + cast({{ days }} as integer)){% endmacro %}
{% macro spark__days_after(start, days) %}date_add({{ start }}, cast({{ days }} as int)){% endmacro %}

{# Days from one date to another. #}
{% macro days_between(start, end) %}{{ return(adapter.dispatch('days_between')(start, end)) }}{% endmacro %}
{% macro default__days_between(start, end) %}cast({{ end }} - {{ start }} as bigint){% endmacro %}
{% macro spark__days_between(start, end) %}cast(datediff({{ end }}, {{ start }}) as bigint){% endmacro %}

{# The exact percentile of an expression, interpolated, on doubles. #}
{% macro percentile(expression, share) %}percentile_cont({{ share }}) within group (order by cast({{ expression }} as {{ type_double() }})){% endmacro %}

{# How a CTE begins that is to be computed as it stands. DuckDB and PostgreSQL else push what is asked of
   the last of many into each of those before it, which takes DuckDB twice as long with every one more.
   Spark has no such word, and needs none. #}
{% macro keep_cte() %}{{ return(adapter.dispatch('keep_cte')()) }}{% endmacro %}
{% macro default__keep_cte() %}as materialized{% endmacro %}
{% macro spark__keep_cte() %}as{% endmacro %}

{# One row is a day from one date literal to another, both included; column date_day. #}
{% macro date_series(first_date, last_date) %}{{ return(adapter.dispatch('date_series')(first_date, last_date)) }}{% endmacro %}
{% macro default__date_series(first_date, last_date) -%}
    select cast(series.day as date) as date_day
    from generate_series(
        cast('{{ first_date }}' as timestamp), cast('{{ last_date }}' as timestamp), interval '1 day'
    ) as series(day)
{%- endmacro %}
{% macro spark__date_series(first_date, last_date) -%}
    select explode(sequence(cast('{{ first_date }}' as date), cast('{{ last_date }}' as date), interval 1 day)) as date_day
{%- endmacro %}

{# Before a model is built. PostgreSQL takes an intermediate result, and a table just made, for a handful
   of rows; it then reads one again for each row of another, or merges them by some of the columns they
   are joined on: minutes instead of seconds. Hash joins do not depend on what it takes them for. #}
{% macro plan_for_whole_tables() %}{{ return(adapter.dispatch('plan_for_whole_tables')()) }}{% endmacro %}
{% macro default__plan_for_whole_tables() %}{% endmacro %}
{% macro postgres__plan_for_whole_tables() %}set local enable_nestloop = off; set local enable_mergejoin = off{% endmacro %}

{# dbt-spark writes seeds as INSERTs by Python's %: NULL becomes the text None, an apostrophe breaks the
   statement, a backslash is lost (dbt-adapters issue 487; not over Thrift, whose driver escapes). Spark's
   own CSV reader loads them instead, so Spark must see the project's folder. Can go when that issue is
   closed; tests/engines/test_overrides.py shows what breaks without it. #}
{% macro spark__load_csv_rows(model, agate_table) %}
    {#- a session has no host; dbt-spark does not tell its method #}
    {%- if target.host != 'NA' -%}
        {{ return(dbt.spark__load_csv_rows(model, agate_table)) }}
    {%- endif -%}
    {%- set types = model.config.get('column_types', {}) -%}
    {%- set view = '__seed_' ~ model.name -%}
    {#- with a company's own rules it lies outside of the project -#}
    {%- set file = model.original_file_path -%}
    {%- call statement('_') -%}
        create or replace temporary view {{ view }} using csv options (
            path '{{ file if file.startswith('/') else model.root_path ~ '/' ~ file }}',
            header 'true', multiLine 'true', quote '"', escape '"', mode 'FAILFAST'
        )
    {%- endcall -%}
    {%- set sql -%}
        insert into {{ this.render() }}
        select
            {%- for column in agate_table.column_names %}
            cast({{ column }} as {{ types.get(column) or adapter.convert_type(agate_table, loop.index0) }}) as {{ column }}
            {{- "," if not loop.last }}
            {%- endfor %}
        from {{ view }}
    {%- endset -%}
    {%- do adapter.add_query(sql) -%}
    {{ return(sql) }}
{% endmacro %}

{# Iceberg keeps its tables in a Hive metastore as tables of provider hive, and notes on them what they
   are. dbt-spark reads the provider alone and takes them for another format: a snapshot fails the second
   time, and a table is dropped before it is made anew (dbt-adapters issue 1431). Can go when that issue
   is closed. #}
{% macro spark__list_relations_without_caching(relation) %}
    {%- set listed = [] -%}
    {%- for row in dbt.spark__list_relations_without_caching(relation) -%}
        {%- set is_iceberg = 'table_type=ICEBERG' in row[3] -%}
        {%- set information = row[3] | replace('Provider: hive', 'Provider: iceberg') if is_iceberg else row[3] -%}
        {%- do listed.append([row[0], row[1], row[2], information]) -%}
    {%- endfor -%}
    {{ return(listed) }}
{% endmacro %}

{# dbt-spark takes snapshots of Delta, Iceberg and Hudi tables only, because it merges into them. Parquet
   files cannot be merged into, so the whole snapshot, which is small, is written anew beside itself and
   then put in its place. Can go when dbt-spark does so. #}
{% materialization snapshot, adapter='spark' %}
    {%- if (config.get('file_format') or 'parquet') in ('delta', 'iceberg', 'hudi') -%}
        {{ return(dbt.materialization_snapshot_spark()) }}
    {%- endif -%}
    {%- set exists, snapshot = get_or_create_relation(
        database=none, schema=model.schema, identifier=model.alias, type='table'
    ) -%}
    {%- set strategy = strategy_dispatch(config.get('strategy'))(
        model, 'snapshotted_data', 'source_data', model.config, exists
    ) -%}
    {{ run_hooks(pre_hooks) }}
    {%- if not exists -%}
        {%- call statement('main') -%}
            {{ create_table_as(false, snapshot, build_snapshot_table(strategy, model.compiled_code)) }}
        {%- endcall -%}
    {%- else -%}
        {%- set changes = spark_build_snapshot_staging_table(strategy, sql, snapshot) -%}
        {%- set next = snapshot.incorporate(path={'identifier': snapshot.identifier ~ '__next'}) -%}
        {%- do adapter.drop_relation(next) -%}
        {%- call statement('main') -%}
            {{ create_table_as(false, next, spark_rewritten_snapshot(snapshot, changes)) }}
        {%- endcall -%}
        {%- do adapter.drop_relation(changes) -%}
        {%- do adapter.drop_relation(snapshot) -%}
        {%- do adapter.rename_relation(next, snapshot) -%}
    {%- endif -%}
    {%- do persist_docs(snapshot, model) -%}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [snapshot]}) }}
{% endmaterialization %}
{# What merging the changes would leave: rows that ended get their end, new ones come along. #}
{% macro spark_rewritten_snapshot(snapshot, changes) -%}
    {%- set known = adapter.get_columns_in_relation(snapshot) | map(attribute='name') | list -%}
    {%- set columns = adapter.get_columns_in_relation(changes) | map(attribute='name')
        | reject('in', ['dbt_change_type', 'dbt_unique_key']) | list -%}
    select
        {%- for column in columns %}
        {% if column == 'dbt_valid_to' -%}
        coalesce(before.dbt_valid_to, ended.dbt_valid_to) as dbt_valid_to
        {%- else -%}
        {{ 'before.' ~ column if column in known else 'null' }} as {{ column }}
        {%- endif -%}
        {{ "," if not loop.last }}
        {%- endfor %}
    from {{ snapshot }} as before
    left join {{ changes }} as ended
        on before.dbt_scd_id = ended.dbt_scd_id and ended.dbt_change_type in ('update', 'delete')
    union all
    select
        {%- for column in columns %}
        {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ changes }}
    where dbt_change_type = 'insert'
{%- endmacro %}

{# A table or a view is made under its own name, in one transaction. dbt makes it under another one, renames
   it and drops what was there before, each by a macro that costs more than most of our statements do. #}
{% materialization table, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='table') -%}
    {{ return(made_in_place(relation, create_table_as(false, relation, compiled_code))) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='view') -%}
    {{ return(made_in_place(relation, create_view_as(relation, compiled_code))) }}
{% endmaterialization %}

{% macro made_in_place(relation, sql) %}
    {%- set existing = load_cached_relation(relation) -%}
    {{ run_hooks(pre_hooks, inside_transaction=false) }}
    {{ run_hooks(pre_hooks, inside_transaction=true) }}
    {%- call statement('main') -%}
        {%- if existing is not none -%}drop {{ existing.type }} {{ existing }} cascade;{%- endif -%}
        {{ sql }}
    {%- endcall -%}
    {{ run_hooks(post_hooks, inside_transaction=true) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=false) }}
    {{ return({'relations': [relation]}) }}
{% endmacro %}
