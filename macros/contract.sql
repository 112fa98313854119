{# What models/inputs.yml declares, turned into SQL. See models/staging. #}

{# The declaration of one input; nothing while dbt only parses. #}
{% macro contract(name) %}
    {%- if execute -%}
        {%- for source in graph.sources.values() if source.source_name == 'inputs' and source.name == name -%}
            {{ return(source) }}
        {%- endfor -%}
        {{ exceptions.raise_compiler_error("models/inputs.yml declares no input " ~ name) }}
    {%- endif -%}
    {{ return({'columns': {}, 'config': {'meta': {'key': []}}}) }}
{% endmacro %}

{# The names of all inputs. Written out, because dbt must know them before it has read the contract;
   a test holds the two against each other. #}
{% macro input_names() %}
    {{ return([
        'accounts',
        'leads',
        'lead_stages',
        'lead_qualifications',
        'campaigns',
        'campaign_utms',
        'deals',
        'deal_stages',
        'meetings',
        'inbound_requests',
        'sessions',
        'page_views',
        'web_totals',
        'web_conversions',
        'content_offers',
        'chatbot_conversations',
        'ad_spend',
        'ad_interactions',
        'social_posts',
        'email_events',
        'email_campaigns',
        'email_subscribers',
        'keyword_rankings',
        'costs',
        'subscriptions',
        'invoices',
        'targets',
        'exchange_rates',
    ]) }}
{% endmacro %}

{# A delivered text, absent where it says nothing. Ids stay as they are, other texts are trimmed. #}
{% macro present(column) -%}
    case
        when upper(trim({{ column }})) in ('', 'NULL', 'NA', 'N/A', '-') then null
        else {{ column if column.endswith('_id') else 'trim(' ~ column ~ ')' }}
    end
{%- endmacro %}

{# A text without e-mail addresses: an id is hashed whole, so that it still joins. #}
{% macro without_email(column) -%}
    {%- set address = "'[^[:space:]<>@]+@[^[:space:]<>@]+[.][^[:space:]<>@]+'" -%}
    case
        when {{ column }} not like '%@%' then {{ column }}
        {% if column.endswith('_id') -%}
        when {{ matches(column, address) }} then md5({{ column }})
        else {{ column }}
        {%- else -%}
        else {{ replace_all(column, address, "'<email>'") }}
        {%- endif %}
    end
{%- endmacro %}

{# A text that cannot be taken for the reserved dimension value `all`: in any case, it comes in brackets.
   Ids too, the same way in every input, so that they still join.

   otherwise: what the text is else #}
{% macro unreserved(column, otherwise=none) -%}
    case when lower({{ column }}) = 'all' then '(' || {{ column }} || ')' else {{ otherwise or column }} end
{%- endmacro %}

{# A value of a list, in the list's own spelling; NULL where it is none of them. #}
{% macro listed(column, meta) -%}
    {%- set spelled = "replace(replace(lower(" ~ column ~ "), ' ', '_'), '-', '_')" -%}
    case
        when {{ spelled }} in ('{{ meta['values'] | join("', '") }}') then {{ spelled }}
        {%- for spelling, value in meta.get('synonyms', {}).items() %}
        when {{ spelled }} = '{{ spelling }}' then '{{ value }}'
        {%- endfor %}
    end
{%- endmacro %}

{# Whether a text has the form of a number, however large. #}
{% macro is_number(column, data_type) -%}
    {{ matches(column, "'^[+-]?[0-9]+([.]0+)?$'" if data_type == 'bigint' else "'^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$'") }}
{%- endmacro %}

{# A present text as its declared type; NULL where it does not parse. #}
{% macro typed(column, data_type, meta) -%}
    {%- set iso_day = '[0-9]{4}-[0-9]{2}-[0-9]{2}' -%}
    {%- set iso_time = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?' -%}
    {%- set iso_offset = '(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)' -%}
    {%- if meta.get('values') -%}
        {{ listed(column, meta) }}
    {%- elif data_type == 'string' -%}
        {{ column if meta.get('personal') else unreserved(column, without_email(column)) }}
    {%- elif data_type == 'timestamp' -%}
        case when {{ matches(column, "'^" ~ iso_day ~ '([T ]' ~ iso_time ~ '( ?' ~ iso_offset ~ ")?)?$'") }} then {{ utc_timestamp(column) }} end
    {%- elif data_type == 'date' -%}
        case when {{ matches(column, "'^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00([.]0+)?)?( ?(Z|[+]00(:?00)?))?)?$'") }} then {{ try_cast('substr(' ~ column ~ ', 1, 10)', 'date') }} end
    {%- elif data_type == 'boolean' -%}
        case
            when lower({{ column }}) in ('true', 't', 'yes', 'y', '1') then true
            when lower({{ column }}) in ('false', 'f', 'no', 'n', '0') then false
        end
    {%- elif data_type == 'bigint' -%}
        case when {{ is_number(column, data_type) }} then {{ try_cast("split_part(" ~ column ~ ", '.', 1)", 'bigint') }} end
    {%- else -%}
        case when {{ is_number(column, data_type) }} then {{ try_cast(column, data_type) }} end
    {%- endif -%}
{%- endmacro %}

{# How a type is called when a value is not one. #}
{% macro type_in_words(data_type) %}{{ return(
    {'timestamp': 'an ISO timestamp', 'date': 'an ISO date', 'boolean': 'true or false', 'bigint': 'a whole number'}.get(data_type, 'a decimal number')
) }}{% endmacro %}

{# Why a row's values are refused: one case expression per rule that a column declares. #}
{% macro invalid_reasons(columns) -%}
    {%- set reasons = [] -%}
    {%- for column in columns -%}
        {%- set name = column.name -%}
        {%- set meta = column.config.meta -%}
        {%- if meta.get('required') -%}
            {%- do reasons.append("case when delivered_" ~ name ~ " is null then '" ~ name ~ " is missing' end") -%}
        {%- endif -%}
        {%- if meta.get('values') -%}
            {%- do reasons.append("case when delivered_" ~ name ~ " is not null and " ~ name ~ " is null then '" ~ name ~ " is not one of " ~ meta['values'] | join(', ') ~ "' end") -%}
        {%- elif column.data_type == 'bigint' or column.data_type.startswith('decimal') -%}
            {%- do reasons.append(
                "case when delivered_" ~ name ~ " is not null and " ~ name ~ " is null then case when "
                ~ is_number('delivered_' ~ name, column.data_type) ~ " then '" ~ name ~ " is too large' else '"
                ~ name ~ " is not " ~ type_in_words(column.data_type) ~ "' end end"
            ) -%}
        {%- elif column.data_type != 'string' -%}
            {%- do reasons.append("case when delivered_" ~ name ~ " is not null and " ~ name ~ " is null then '" ~ name ~ " is not " ~ type_in_words(column.data_type) ~ "' end") -%}
        {%- endif -%}
        {%- if meta.get('amount') or column.data_type == 'bigint' -%}
            {%- set largest = money_limit() if meta.get('amount') else '1000000000000000' -%}
            {%- do reasons.append("case when " ~ name ~ " not between -" ~ largest ~ " and " ~ largest ~ " then '" ~ name ~ " is too large' end") -%}
        {%- endif -%}
        {%- if 'minimum' in meta -%}
            {%- do reasons.append("case when " ~ name ~ " < " ~ meta.minimum ~ " then '" ~ name ~ " is below " ~ meta.minimum ~ "' end") -%}
        {%- endif -%}
        {%- if 'above' in meta -%}
            {%- do reasons.append("case when " ~ name ~ " <= " ~ meta.above ~ " then '" ~ name ~ " is not above " ~ meta.above ~ "' end") -%}
        {%- endif -%}
        {%- if 'maximum' in meta -%}
            {%- do reasons.append("case when " ~ name ~ " > " ~ meta.maximum ~ " then '" ~ name ~ " is above " ~ meta.maximum ~ "' end") -%}
        {%- endif -%}
        {%- if column.data_type in ('date', 'timestamp') -%}
            {%- do reasons.append("case when " ~ name ~ " < cast('1990-01-01' as date) then '" ~ name ~ " is before 1990' end") -%}
        {%- endif -%}
        {%- if meta.get('not_before') -%}
            {%- do reasons.append("case when " ~ name ~ " < " ~ meta.not_before ~ " then '" ~ name ~ " is before " ~ meta.not_before ~ "' end") -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(reasons) }}
{%- endmacro %}

{# Which of a row's dates record something after the as-of date. #}
{% macro late_reasons(columns) -%}
    {%- set reasons = [] -%}
    {%- for column in columns if column.data_type in ('date', 'timestamp') and not column.config.meta.get('planned') and not column.config.meta.get('version') -%}
        {%- set day = column.name if column.data_type == 'date' else business_date(column.name) -%}
        {%- do reasons.append("case when " ~ day ~ " > " ~ as_of() ~ " then '" ~ column.name ~ " is after the as-of date' end") -%}
    {%- endfor -%}
    {{ return(reasons) }}
{%- endmacro %}

{# All delivered rows of an input, typed, each with every reason to refuse it. See models/staging/checked. #}
{% macro checked(name, delivered) -%}
{%- set declaration = contract(name) -%}
{%- set columns = declaration.columns.values() | list -%}
{%- set key = declaration.config.meta.key -%}
{%- set required_key = [] -%}
{%- set optional_key = [] -%}
{%- for column in columns if column.name in key -%}
    {%- do (required_key if column.config.meta.get('required') else optional_key).append(column.name) -%}
{%- endfor -%}
with

delivered as (
    select
        {%- for column in columns %}
        {{ present(column.name) }} as delivered_{{ column.name }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ delivered }}
),

typed as (
    select
        {%- for column in columns %}
        delivered_{{ column.name }},
        {{ typed('delivered_' ~ column.name, column.data_type, column.config.meta) }} as {{ column.name }},
        {%- endfor %}
        -- the row as text, without personal data, to order it by and to show it
        concat_ws(
            ', '
            {%- for column in columns %},
            {% if column.config.meta.get('personal') -%}
            case when delivered_{{ column.name }} is not null then '{{ column.name }}=***' end
            {%- else -%}
            '{{ column.name }}=' || {{ without_email('delivered_' ~ column.name) }}
            {%- endif %}
            {%- endfor %}
        ) as row_text
    from delivered
),

judged as (
    select
        *,
        concat_ws(
            '; '
            {%- for reason in invalid_reasons(columns) %},
            {{ reason }}
            {%- endfor %}
        ) as invalid_reasons,
        concat_ws(
            '; ',
            cast(null as {{ dbt.type_string() }})
            {%- for reason in late_reasons(columns) %},
            {{ reason }}
            {%- endfor %}
        ) as late_reasons
    from typed
),

ranked as (
    select
        *,
        row_number() over (
            partition by
                {%- for column in required_key %}
                {{ column }},
                {%- endfor %}
                {%- for column in optional_key %}
                coalesce(delivered_{{ column }}, ''),
                {%- endfor %}
                {%- if optional_key %}
                case when coalesce(delivered_{{ optional_key | join(', delivered_') }}) is null then row_text end,
                {%- endif %}
                invalid_reasons || late_reasons
            order by {{ declaration.config.meta.event }} nulls last, row_text, {{ private_order(columns) }}
        ) as delivery_number
    from judged
)

select
    {%- for column in columns %}
    {{ column.name }},
    {%- endfor %}
    {%- for column in columns if column.config.meta.get('amount') %}
    {{ try_amount('delivered_' ~ column.name) }} as delivered_{{ column.name }},
    {%- endfor %}
    concat_ws(', ', {% for column in key %}{{ without_email('delivered_' ~ column) }}{{ ", " if not loop.last }}{% endfor %}) as row_identifier,
    case when invalid_reasons <> '' or late_reasons <> '' or delivery_number > 1 then row_text end as row_text,
    concat_ws(
        '; ',
        case when invalid_reasons <> '' then invalid_reasons end,
        case when late_reasons <> '' then late_reasons end,
        case
            when invalid_reasons = '' and late_reasons = '' and delivery_number > 1
                then '{{ key | join(', ') }} is repeated'
        end
    ) as rejection_reasons,
    invalid_reasons <> '' as is_invalid
from ranked
{%- endmacro %}

{# The amount a delivered text stands for, whatever else is wrong with its row. #}
{% macro try_amount(column) %}coalesce({{ typed(column, 'decimal(22,4)', {}) }}, 0){% endmacro %}

{# Personal columns, which the row's text masks, still decide between two otherwise equal rows. #}
{% macro private_order(columns) -%}
    {%- set names = [] -%}
    {%- for column in columns if column.config.meta.get('personal') -%}
        {%- do names.append('delivered_' ~ column.name ~ ' nulls last') -%}
    {%- endfor -%}
    {{ return((names or ['row_text']) | join(', ')) }}
{%- endmacro %}

{# The accepted rows of an input. See models/staging. #}
{% macro accepted(name, checked) -%}
select
    {%- for column in contract(name).columns.values() %}
    {{ column.name }}{{ "," if not loop.last }}
    {%- endfor %}
from {{ checked }}
where rejection_reasons = ''
{%- endmacro %}

{# A delivered row's currency and amount, read straight from the text, to reconcile with. #}
{% macro delivered_currency() %}coalesce(upper(case when {{ present('currency') }} is not null then trim(currency) end), '{{ var("reporting_currency") }}'){% endmacro %}
{% macro delivered_amount(column) %}{{ try_amount('trim(' ~ column ~ ')') }}{% endmacro %}
