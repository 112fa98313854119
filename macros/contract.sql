{# What models/inputs.yml declares, turned into SQL. See models/staging. #}

{# The declaration of one input; nothing while dbt only parses. #}
{% macro contract(name) %}
    {%- if execute -%}
        {%- for source in graph.sources.values() if source.source_name == 'inputs' and source.name == name -%}
            {{ return(with_own_declared(source)) }}
        {%- endfor -%}
        {{ exceptions.raise_compiler_error("models/inputs.yml declares no input " ~ name) }}
    {%- endif -%}
    {{ return({'columns': {}, 'config': {'meta': {'key': []}}}) }}
{% endmacro %}

{# A declaration with the columns of own dimensions that lie beyond it, as text. #}
{% macro with_own_declared(source) %}
    {%- set columns = {} -%}
    {%- do columns.update(source.columns) -%}
    {%- for dimension in own_dimensions() if dimension.input == source.name and dimension.column not in columns -%}
        {%- do columns.update({dimension.column: {'name': dimension.column, 'data_type': 'string', 'config': {'meta': {}}}}) -%}
    {%- endfor -%}
    {{ return({'columns': columns, 'config': source.config}) }}
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
        'annotations',
        'budgets',
    ]) }}
{% endmacro %}

{# Input → the columns by whose day something of it counts; what is planned and lies ahead has not happened. #}
{% macro recorded_days() %}
    {{ return({
        'leads': ['created_at'],
        'lead_stages': ['entered_at'],
        'deals': ['created_at', 'qualified_at', 'closed_at'],
        'deal_stages': ['entered_at'],
        'meetings': ['booked_at', 'requested_at', 'scheduled_for'],
        'inbound_requests': ['received_at'],
        'sessions': ['started_at'],
        'page_views': ['viewed_at'],
        'web_conversions': ['occurred_at'],
        'chatbot_conversations': ['started_at'],
        'ad_interactions': ['occurred_at'],
        'email_events': ['occurred_at'],
        'email_campaigns': ['sent_at'],
        'email_subscribers': ['subscribed_at', 'unsubscribed_at'],
        'web_totals': ['date_day'],
        'ad_spend': ['date_day'],
        'social_posts': ['date_day'],
        'keyword_rankings': ['date_day'],
        'costs': ['date_day'],
        'subscriptions': ['started_on'],
        'invoices': ['invoice_date'],
    }) }}
{% endmacro %}

{# The same column of a row as a moment or a day: its day. #}
{% macro recorded_on(column, expression) -%}
    {{ business_date(expression) if column.endswith('_at') or column == 'scheduled_for' else expression }}
{%- endmacro %}

{# A delivered text, absent where it says nothing. Ids stay as they are, other texts are trimmed. #}
{% macro present(column) -%}
    case upper(trim({{ column }}))
        {%- for word in ['', 'NULL', 'NA', 'N/A', '-'] %}
        when '{{ word }}' then null
        {%- endfor %}
        else {{ column if column.endswith('_id') else 'trim(' ~ column ~ ')' }}
    end
{%- endmacro %}

{# The forms that are masked, as dbt_project.yml declares them, and what a company wants masked beside them. #}
{% macro masked_forms() -%}
    {%- set forms = {} -%}
    {%- do forms.update(var('masked_forms')) -%}
    {%- do forms.update({'of_the_company': '' if var('mask_pattern') == 'none' else var('mask_pattern') | string | replace("'", "''")}) -%}
    {{ return(forms) }}
{%- endmacro %}

{# A text without e-mail addresses and telephone numbers. Few texts hold a sign that both need; only they are searched.
   kind: id (hashed whole, so that it still joins), code (a word between systems) or text (people's words, in which
   telephone numbers without a country's code are masked too) #}
{% macro masked(column, kind) -%}
    {%- set forms = masked_forms() -%}
    {%- set may_hold_one = column ~ " like '%@%' or " ~ column ~ " like '%+%' or " ~ column ~ " like '%!%%' escape '!'" -%}
    {%- if kind == 'id' -%}
        case
            when {{ may_hold_one }}
                then case
                    when {{ matches(column, "'" ~ forms.email ~ "'") }} or {{ matches(column, "'" ~ forms.international_number ~ "'") }} then md5({{ column }})
                    else {{ column }}
                end
            {%- if forms.of_the_company %}
            when {{ matches(column, "'" ~ forms.of_the_company ~ "'") }} then md5({{ column }})
            {%- endif %}
            else {{ column }}
        end
    {%- else -%}
        {%- set searched = replace_all(replace_all(column, "'" ~ forms.email ~ "'", "'<email>'"), "'" ~ forms.international_number ~ "'", "'" ~ first_group() ~ "<phone>'") -%}
        {%- set without_signs = "case when " ~ may_hold_one ~ " then " ~ searched ~ " else " ~ column ~ " end" -%}
        {%- set without_numbers = replace_all(without_signs, "'" ~ forms.national_number ~ "'", "'" ~ first_group() ~ "<phone>'") if kind == 'text' else without_signs -%}
        {{ replace_all(without_numbers, "'" ~ forms.of_the_company ~ "'", "'<masked>'") if forms.of_the_company else without_numbers }}
    {%- endif -%}
{%- endmacro %}

{# A text that cannot be taken for the reserved dimension value `all`: in any case, it comes in brackets.
   Ids too, the same way in every input, so that they still join. So does `unknown` as the key of a dimension.

   otherwise: what the text is else #}
{% macro unreserved(column, otherwise=none) -%}
    case
        when lower({{ column }}) {{ "in ('all', 'unknown')" if names_dimension_key(column) else "= 'all'" }} then '(' || {{ column }} || ')'
        else {{ otherwise or column }}
    end
{%- endmacro %}

{# Whether a column of an input, under its name or with a word before it, holds the key of a dimension in core that has a
   row `unknown`. #}
{% macro names_dimension_key(column) %}{{ return(
    column.endswith('account_id') or column.endswith('campaign_id') or column.endswith('content_offer')
) }}{% endmacro %}

{# A text in the one spelling that is stored, so that keys meet. meta: the column's config.meta #}
{% macro respelled(expression, meta) -%}
    {%- if meta.get('spelling') == 'underscored' -%}
        replace(replace(lower({{ expression }}), ' ', '_'), '-', '_')
    {%- elif meta.get('spelling') -%}
        {{ meta.spelling }}({{ expression }})
    {%- else -%}
        {{ expression }}
    {%- endif -%}
{%- endmacro %}

{# A word of a list as it is compared: without what parts its words. #}
{% macro bare_word(expression) %}replace(replace(replace(replace(lower({{ expression }}), ' ', ''), '-', ''), '_', ''), '.', ''){% endmacro %}

{# What a delivered word stands for; NULL where it is none of them.
   words: mappings of word → value; a list's values stand for themselves #}
{% macro meaning_of(expression, words) -%}
    case {{ bare_word(expression) }}
        {%- for word, value in words.items() %}
        when '{{ word | replace('_', '') }}' then '{{ value }}'
        {%- endfor %}
    end
{%- endmacro %}

{# A value of a list, in the list's own spelling; NULL where it is none of them. #}
{% macro listed(column, meta) -%}
    {%- set words = {} -%}
    {%- for value in meta['values'] -%}{%- do words.update({value: value}) -%}{%- endfor -%}
    {%- do words.update(meta.get('synonyms', {})) -%}
    {{ meaning_of(column, words) }}
{%- endmacro %}

{# A present text as its declared type; NULL where it does not parse. A moment that is delivered as a day is
   that day's beginning in the business time zone. #}
{% macro typed(column, data_type, meta) -%}
    {%- set iso_day = '[0-9]{4}-[0-9]{2}-[0-9]{2}' -%}
    {%- set iso_time = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?' -%}
    {%- set iso_offset = '(Z|UTC|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)' -%}
    {%- if meta.get('values') -%}
        {{ listed(column, meta) }}
    {%- elif data_type == 'string' -%}
        {%- set kind = 'id' if column.endswith('_id') else 'code' if meta.get('code') else 'text' -%}
        {{ column if meta.get('personal') else respelled(unreserved(column, masked(column, kind)), meta) }}
    {%- elif data_type == 'timestamp' -%}
        case
            when length({{ column }}) = 10
                then case when {{ matches(column, "'^" ~ iso_day ~ "$'") }} then {{ beginning_of_business_day(column) }} end
            when {{ matches(column, "'^" ~ iso_day ~ '[T ]' ~ iso_time ~ '( ?' ~ iso_offset ~ ")?$'") }}
                then {{ utc_timestamp("replace(" ~ column ~ ", 'UTC', 'Z')") }}
        end
    {%- elif data_type == 'date' -%}
        case when {{ matches(column, "'^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00([.]0+)?)?( ?(Z|UTC|[+]00(:?00)?))?)?$'") }} then {{ try_cast('substr(' ~ column ~ ', 1, 10)', 'date') }} end
    {%- elif data_type == 'boolean' -%}
        case
            when lower({{ column }}) in ('true', 't', 'yes', 'y', '1') then true
            when lower({{ column }}) in ('false', 'f', 'no', 'n', '0') then false
        end
    {%- elif data_type == 'bigint' -%}
        case when {{ matches(column, number_form(data_type)) }} then {{ try_cast("split_part(" ~ column ~ ", '.', 1)", 'bigint') }} end
    {%- else -%}
        {%- set number = "case when " ~ matches(column, number_form(data_type)) ~ " then " ~ try_cast(column, data_type) ~ " end" -%}
        {{ to_the_cent(number) if meta.get('amount') else number }}
    {%- endif -%}
{%- endmacro %}

{# How a number is written. #}
{% macro number_form(data_type) %}{{ return(
    "'^[+-]?[0-9]+([.]0+)?$'" if data_type == 'bigint' else "'^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$'"
) }}{% endmacro %}

{# An amount; what is below nothing by less than half a cent is nothing: platforms leave such remainders. #}
{% macro to_the_cent(amount) %}case when {{ amount }} > -0.005 and {{ amount }} < 0 then 0 else {{ amount }} end{% endmacro %}

{# Whether what is wrong with a value costs its row: what identifies it, must be there, is its amount or decides as
   what it counts. What is wrong with any other costs the cell alone. #}
{% macro is_essential(declaration, column) -%}
    {%- set meta = column.config.meta -%}
    {{ return(meta.get('essential', meta.get('required') or meta.get('amount') or column.name in declaration.config.meta.key)) }}
{%- endmacro %}

{# Whether a day lies after the as-of date. Only moments that may are turned into business days. #}
{% macro is_late(column) -%}
    {%- if column.data_type == 'date' -%}
        {{ column.name }} > {{ as_of() }}
    {%- else -%}
        case when {{ column.name }} >= {{ as_of() }} then {{ business_date(column.name) }} > {{ as_of() }} else false end
    {%- endif -%}
{%- endmacro %}

{# Whether a column's value lies on an earlier day than another's or, to the second, at an earlier moment. #}
{% macro is_before(column, other, to_the_second=false) -%}
    {%- if column.data_type == 'date' or to_the_second -%}
        {{ column.name }} < {{ other }}
    {%- else -%}
        case when {{ column.name }} < {{ other }} then {{ business_date(column.name) }} < {{ business_date(other) }} else false end
    {%- endif -%}
{%- endmacro %}

{# The first day of the period in which a day lies. grain: the column that names the period #}
{% macro first_day(day, grain) -%}
    case {{ grain }}
        when 'week' then cast(date_trunc('week', {{ day }}) as date)
        when 'month' then cast(date_trunc('month', {{ day }}) as date)
        when 'quarter' then {{ fiscal_start('quarter', day) }}
        when 'year' then {{ fiscal_start('year', day) }}
        else {{ day }}
    end
{%- endmacro %}

{# Whether a word is one of a list's that are known and do not count. #}
{% macro does_not_count(expression, meta) -%}
    {%- set words = {} -%}
    {%- for word in meta.get('ignored', []) -%}{%- do words.update({word: word}) -%}{%- endfor -%}
    {{ meaning_of(expression, words) ~ " is not null" if words else "false" }}
{%- endmacro %}

{# The same of a delivered word, which is looked up only where it has no meaning. #}
{% macro is_ignored(column) -%}
    case when {{ column.name }} is null and delivered_{{ column.name }} is not null then {{ does_not_count('delivered_' ~ column.name, column.config.meta) }} else false end
{%- endmacro %}

{# That a delivered value is none, as pairs of a condition and an SQL text that says what is wrong. #}
{% macro unreadable(column) -%}
    {%- set meta = column.config.meta -%}
    {%- set delivered = 'delivered_' ~ column.name -%}
    {%- set words = {'timestamp': 'an ISO timestamp', 'date': 'an ISO date', 'boolean': 'true or false', 'bigint': 'a whole number'} -%}
    {%- set is_none = delivered ~ " is not null and " ~ column.name ~ " is null" -%}
    {%- if meta.get('values') -%}
        {{ return([[
            is_none ~ (" and not " ~ is_ignored(column) if meta.get('ignored') else ""),
            "'is not one of " ~ meta['values'] | join(', ') ~ "'"
        ]]) }}
    {%- elif column.data_type in ('timestamp', 'date', 'boolean') -%}
        {{ return([[is_none, "'is not " ~ words[column.data_type] ~ "'"]]) }}
    {%- elif column.data_type != 'string' -%}
        {{ return([[
            is_none,
            "case when " ~ matches(delivered, number_form(column.data_type)) ~ " then 'is too large' else 'is not " ~ words.get(column.data_type, 'a decimal number') ~ "' end"
        ]]) }}
    {%- endif -%}
    {{ return([]) }}
{%- endmacro %}

{# What a value may not be, as such pairs. #}
{% macro out_of_range(column) -%}
    {%- set name = column.name -%}
    {%- set meta = column.config.meta -%}
    {%- set pairs = [] -%}
    {%- for bound, sign, words in [('minimum', '<', 'is below'), ('above', '<=', 'is not above'), ('maximum', '>', 'is above')] if bound in meta -%}
        {%- do pairs.append([name ~ " " ~ sign ~ " " ~ meta[bound], "'" ~ words ~ " " ~ meta[bound] ~ "'"]) -%}
    {%- endfor -%}
    {%- if meta.get('amount') or column.data_type == 'bigint' -%}
        {%- set largest = money_limit() if meta.get('amount') else '1000000000000000' -%}
        {%- do pairs.append([name ~ " not between -" ~ largest ~ " and " ~ largest, "'is too large'"]) -%}
    {%- elif column.data_type in ('date', 'timestamp') -%}
        {%- do pairs.append([name ~ " < cast('1990-01-01' as date)", "'is before 1990'"]) -%}
    {%- endif -%}
    {%- if meta.get('first_day_of') -%}
        {%- do pairs.append([name ~ " <> " ~ first_day(name, meta.first_day_of), "'is not the first day of its ' || " ~ meta.first_day_of]) -%}
    {%- endif -%}
    {%- set most = meta.get('at_most', {}) -%}
    {%- for words, value in (most if most is mapping else {most: most}).items() -%}
        {%- do pairs.append([name ~ " > " ~ value, "'is above " ~ words ~ "'"]) -%}
    {%- endfor -%}
    {%- if meta.get('not_before') -%}
        {%- do pairs.append([is_before(column, meta.not_before, meta.get('to_the_second')), "'is before " ~ meta.not_before ~ "'"]) -%}
    {%- endif -%}
    {{ return(pairs) }}
{%- endmacro %}

{# Why a row is refused, as such pairs. #}
{% macro invalid_reasons(declaration) -%}
    {%- set pairs = [] -%}
    {%- for column in declaration.columns.values() if is_essential(declaration, column) -%}
        {%- if column.config.meta.get('required') -%}
            {%- do pairs.append(["delivered_" ~ column.name ~ " is null", "'" ~ column.name ~ " is missing'"]) -%}
        {%- endif -%}
        {%- for condition, words in unreadable(column) + out_of_range(column) -%}
            {%- do pairs.append([condition, "'" ~ column.name ~ " ' || " ~ words]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(pairs) }}
{%- endmacro %}

{# Why a row that is not wrong does not count, as such pairs: its main date lies after the as-of date, or its word is
   one that does not count. #}
{% macro set_aside_reasons(declaration) -%}
    {%- set pairs = [] -%}
    {%- for column in declaration.columns.values() -%}
        {%- set meta = column.config.meta -%}
        {%- if column.name == declaration.config.meta.event and not meta.get('planned') -%}
            {%- do pairs.append([is_late(column), "'" ~ column.name ~ " is after the as-of date'"]) -%}
        {%- elif meta.get('required') and meta.get('ignored') -%}
            {%- do pairs.append([is_ignored(column), "'" ~ column.name ~ " ' || lower(delivered_" ~ column.name ~ ") || ' is not counted'"]) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(pairs) }}
{%- endmacro %}

{# What looks wrong with a row that counts, as such pairs. The text holds the column, what is wrong with it, and what
   was delivered there. #}
{% macro flags(declaration) -%}
    {%- set pairs = [] -%}
    {%- for column in declaration.columns.values() -%}
        {%- set found = [] if is_essential(declaration, column) else unreadable(column) + out_of_range(column) -%}
        {%- if column.config.meta.get('form') -%}
            {%- do found.append(["not " ~ matches(column.name, "'^" ~ column.config.meta.form ~ "$'"), "'is no code of its kind'"]) -%}
        {%- endif -%}
        {%- set usual = column.config.meta.get('flagged_before') -%}
        {%- if usual -%}
            {%- do found.append([is_before(column, usual), "'is before " ~ usual ~ "'"]) -%}
        {%- endif -%}
        {%- for condition, words in found -%}
            {%- do pairs.append([condition, "concat_ws(" ~ flag_part_separator() ~ ", '" ~ column.name ~ "', " ~ words ~ ", " ~ shown(column) ~ ")"]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(pairs) }}
{%- endmacro %}

{# What parts a row's flags, and the parts of a flag: characters for that, which no text holds. #}
{% macro flag_separator() %}chr(30){% endmacro %}
{% macro flag_part_separator() %}chr(31){% endmacro %}

{# What a cell said; quality.flags masks what may be personal by its form. #}
{% macro shown(column) -%}
    {%- if column.config.meta.get('personal') -%}
        '***'
    {%- else -%}
        replace(replace(delivered_{{ column.name }}, {{ flag_separator() }}, ''), {{ flag_part_separator() }}, '')
    {%- endif -%}
{%- endmacro %}

{# The texts of the pairs whose condition holds, in one; NULL where none does. #}
{% macro texts_of(pairs, separator) -%}
    {%- if not pairs -%}
        cast(null as {{ dbt.type_string() }})
    {%- else -%}
        case
            when
                {%- for condition, text in pairs %}
                {{ "or " if not loop.first }}{{ condition }}
                {%- endfor %}
                then concat_ws(
                    {{ separator }}
                    {%- for condition, text in pairs %},
                    case when {{ condition }} then {{ text }} end
                    {%- endfor %}
                )
        end
    {%- endif -%}
{%- endmacro %}

{# A column's value as it counts: without what is wrong, where that costs the cell, and without what was not known by
   the as-of date. #}
{% macro counted_value(declaration, column) -%}
    {%- set meta = column.config.meta -%}
    {%- set blanks = [] -%}
    {%- if not is_essential(declaration, column) -%}
        {%- for condition, words in out_of_range(column) -%}
            {%- do blanks.append(condition) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if meta.get('known_from') -%}
        {%- set said = column.name if column.data_type == 'string' else 'delivered_' ~ column.name -%}
        {%- set telling = " and " ~ matches("lower(" ~ said ~ ")", "'" ~ meta.telling ~ "'") if meta.get('telling') else "" -%}
        {%- do blanks.append(is_late(declaration.columns[meta.known_from]) ~ telling) -%}
    {%- elif column.data_type in ('date', 'timestamp') and column.name != declaration.config.meta.event and not meta.get('planned') and not meta.get('version') -%}
        {%- do blanks.append(is_late(column)) -%}
    {%- endif -%}
    {%- if blanks -%}
        case when {{ blanks | join(" or ") }} then null else {{ column.name }} end as {{ column.name }}
    {%- else -%}
        {{ column.name }}
    {%- endif -%}
{%- endmacro %}

{# The columns that may say nothing only because what they say was not known by the as-of date. #}
{% macro columns_blanked_later(declaration) -%}
    {%- set names = [] -%}
    {%- for column in declaration.columns.values() -%}
        {%- set meta = column.config.meta -%}
        {%- if meta.get('known_from') or (
            column.data_type in ('date', 'timestamp') and column.name != declaration.config.meta.event
            and not meta.get('planned') and not meta.get('version')
        ) -%}
            {%- do names.append(column.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{# The columns of an input's key. Where it has but one, which may be missing, the others tell rows without it apart. #}
{% macro key_columns(declaration) -%}
    {%- set columns = [] -%}
    {%- for name in declaration.config.meta.key if name in declaration.columns -%}
        {%- do columns.append(declaration.columns[name]) -%}
    {%- endfor -%}
    {%- if columns | length == 1 and not columns[0].config.meta.get('required') -%}
        {%- do columns.extend(declaration.columns.values() | rejectattr('name', 'eq', columns[0].name)) -%}
    {%- endif -%}
    {{ return(columns) }}
{%- endmacro %}

{# A part of a key as it is compared: what is missing is `unknown`, as it is wherever it is counted; in brackets where a
   delivered `unknown` is. #}
{% macro key_part(declaration, column, value, id) -%}
    {%- set text = value if column.data_type == 'string' else 'cast(' ~ value ~ ' as ' ~ dbt.type_string() ~ ')' -%}
    {%- set part = text if column.config.meta.get('required') else "coalesce(" ~ text ~ ", '" ~ ('(unknown)' if names_dimension_key(column.name) else 'unknown') ~ "')" -%}
    {{ part if column.name in declaration.config.meta.key else "case when " ~ id ~ " is null then " ~ part ~ " else '' end" }}
{%- endmacro %}

{# The order of a key's rows by their versions: the latest of those known by the as-of date first. #}
{% macro version_order(declaration) -%}
    {%- for column in declaration.columns.values() if column.config.meta.get('version') -%}
        case when {{ column.name }} is null then 2 when {{ is_late(column) }} then 1 else 0 end, {{ column.name }} desc nulls last
    {%- endfor -%}
{%- endmacro %}

{# The order of a key's rows: by version, by main date, by all that they say beside their key.
   without: columns that are left out of it #}
{% macro row_order(declaration, without=[]) -%}
    {%- set terms = [version_order(declaration)] -%}
    {%- for name in [declaration.config.meta.event] + declaration.columns.keys() | list if name not in declaration.config.meta.key + without -%}
        {%- do terms.append(name ~ ' nulls last') -%}
    {%- endfor -%}
    {{ terms | join(', ') }}, flags nulls last
{%- endmacro %}

{# The total order: the same, then by what the parts of the key that may be missing say, then by how it was spelled. #}
{% macro total_order(declaration) -%}
    {%- set terms = [row_order(declaration)] -%}
    {%- for name in declaration.config.meta.key if not declaration.columns[name].config.meta.get('required') -%}
        {%- do terms.append(name ~ ' nulls last') -%}
    {%- endfor -%}
    {%- for name in declaration.columns -%}
        {%- do terms.append('delivered_' ~ name ~ ' nulls last') -%}
    {%- endfor -%}
    {{ terms | join(', ') }}
{%- endmacro %}

{# All delivered rows of an input, typed, each with every reason to refuse it. See models/staging/checked. #}
{% macro checked(name, delivered) -%}
{%- set declaration = contract(name) -%}
{%- set columns = declaration.columns.values() | list -%}
{%- set meta = declaration.config.meta -%}
{%- set key = meta.key | join(', ') -%}
{%- set key_columns = key_columns(declaration) -%}
{%- set same_key -%}
    partition by {% for column in key_columns %}{{ key_part(declaration, column, column.name, key) }}, {% endfor %}invalid_reasons, set_aside_reasons
{%- endset -%}
with

{% if key_columns | length == 1 -%}
-- stored keys that are the same are the same here too; brackets may have been put around them
keyed {{ computed_in_place() }} (
    select
        *,
        replace(replace({{ key }}, '(', ''), ')', '') as row_key
    from {{ delivered }}
),
{%- else -%}
key_parts {{ computed_in_place() }} (
    select
        *
        {%- for column in key_columns %},
        {{ present(column.name) }} as key_{{ column.name }}
        {%- endfor %}
    from {{ delivered }}
),

keyed {{ computed_in_place() }} (
    select
        *,
        concat_ws(
            {{ flag_separator() }}
            {%- for column in key_columns %},
            {{ key_part(declaration, column, typed('key_' ~ column.name, column.data_type, column.config.meta), 'key_' ~ key) }}
            {%- endfor %}
        ) as row_key
    from key_parts
),
{%- endif %}

-- few: only their rows are compared with others
repeated_keys {{ computed_once() }} (
    select row_key from keyed group by row_key having count(*) > 1
),

delivered {{ computed_in_place() }} (
    select
        {%- for column in columns %}
        {{ present('keyed.' ~ column.name) }} as delivered_{{ column.name }},
        {%- endfor %}
        repeated_keys.row_key is not null as is_repeated
    from keyed
    left join repeated_keys
        on keyed.row_key = repeated_keys.row_key
),

typed {{ computed_in_place() }} (
    select
        {%- for column in columns %}
        delivered_{{ column.name }},
        {%- set own = typed('delivered_' ~ column.name, column.data_type, column.config.meta) %}
        {%- set implied_by = column.config.meta.get('implied_by') %}
        {{ "coalesce(" ~ own ~ ", " ~ meaning_of('delivered_' ~ implied_by, column.config.meta.implied) ~ ")" if implied_by else own }} as {{ column.name }},
        {%- endfor %}
        is_repeated
    from delivered
),

judged {{ computed_in_place() }} (
    select
        {%- for column in columns %}
        {{ counted_value(declaration, column) }},
        delivered_{{ column.name }},
        {%- endfor %}
        {{ texts_of(invalid_reasons(declaration), "'; '") }} as invalid_reasons,
        {{ texts_of(set_aside_reasons(declaration), "'; '") }} as set_aside_reasons,
        {{ texts_of(flags(declaration), flag_separator()) }} as flags,
        is_repeated
    from typed
),

compared {{ computed_in_place() }} (
    select
        *,
        1 as place,
        1 as alike_place,
        {%- if meta.get('renamed') %}
        1 as name_place,
        {%- endif %}
        1 as version_place
    from judged
    where not is_repeated
    union all
    -- place of the row, of the first that says the same, and of the first of the same version
    select
        *,
        row_number() over ({{ same_key }} order by {{ total_order(declaration) }}) as place,
        rank() over ({{ same_key }} order by {{ row_order(declaration) }}) as alike_place,
        {%- if meta.get('renamed') %}
        rank() over ({{ same_key }} order by {{ row_order(declaration, meta.renamed) }}) as name_place,
        {%- endif %}
        rank() over ({{ same_key }} order by {{ version_order(declaration) }}) as version_place
    from judged
    where is_repeated
),

explained {{ computed_in_place() }} (
    select
        *,
        case
            when place = 1 or invalid_reasons is not null or set_aside_reasons is not null then null
            when version_place > 1 then 'another version of {{ key }} counts'
            when place > alike_place then '{{ key }} is repeated'
            {%- if meta.get('renamed') %}
            when name_place = 1 then 'another name of {{ key }} counts'
            {%- endif %}
            {%- if not meta.get('summed') %}
            else 'conflicts with another row of the same key'
            {%- endif %}
        end as repetition_reason
    from compared
),

refused {{ computed_in_place() }} (
    select
        *,
        concat_ws('; ', invalid_reasons, set_aside_reasons, repetition_reason) as rejection_reasons
    from explained
),

shown {{ computed_in_place() }} (
    select
        *,
        case when rejection_reasons <> '' or flags is not null then {{ row_identifier(declaration) }} end as shown_identifier,
        case when rejection_reasons <> '' then {{ row_text(columns) }} end as shown_text
    from refused
)

select
    {%- for column in columns %}
    {{ column.name }},
    {%- endfor %}
    {%- for column in columns if column.config.meta.get('amount') %}
    {{ try_amount('delivered_' ~ column.name) }} as delivered_{{ column.name }},
    {%- endfor %}
    {{ masked('shown_identifier', 'code') }} as row_identifier,
    {{ masked('shown_text', 'text') }} as row_text,
    rejection_reasons,
    invalid_reasons is not null or coalesce(repetition_reason like 'conflicts%', false) as is_invalid,
    case when rejection_reasons = '' then flags end as flags
from shown
{%- endmacro %}

{# A row as text. Personal columns are masked here, the rest by its form where the text is made. #}
{% macro row_text(columns) -%}
    concat_ws(
        ', '
        {%- for column in columns %},
        {% if column.config.meta.get('personal') -%}
        case when delivered_{{ column.name }} is not null then '{{ column.name }}=***' end
        {%- else -%}
        '{{ column.name }}=' || delivered_{{ column.name }}
        {%- endif %}
        {%- endfor %}
    )
{%- endmacro %}

{# A row's key, ids as they are stored, the rest as it was delivered; all of the row where that is its key. #}
{% macro row_identifier(declaration) -%}
    {%- set parts = [] -%}
    {%- for name in declaration.config.meta.key -%}
        {%- do parts.append(name if name.endswith('_id') else 'delivered_' ~ name) -%}
    {%- endfor -%}
    {%- if declaration.config.meta.key | length < key_columns(declaration) | length -%}
        coalesce({{ parts | join }}, {{ row_text(declaration.columns.values() | list) }})
    {%- else -%}
        concat_ws(', ', {{ parts | join(', ') }})
    {%- endif -%}
{%- endmacro %}

{# Delivered rows under the words by which quality.rejected_rows and quality.flags name them.
   position: an expression over the relation's columns that tells its rows apart #}
{% macro identified(name, relation, position) -%}
{%- set declaration = contract(name) -%}
{%- set columns = declaration.columns.values() | list -%}
select
    position,
    {{ masked(row_identifier(declaration), 'code') }} as row_identifier,
    {{ masked(row_text(columns), 'text') }} as row_text
from (
    select
        *,
        {%- for column in columns %}
        {{ typed('delivered_' ~ column.name, column.data_type, column.config.meta) }} as {{ column.name }}{{ "," if not loop.last }}
        {%- endfor %}
    from (
        select
            {%- for column in columns %}
            {{ present(column.name) }} as delivered_{{ column.name }},
            {%- endfor %}
            {{ position }} as position
        from {{ relation }}
    ) as delivered
) as typed
{%- endmacro %}

{# The key of an accepted row, as text; without an id all that it says.
   relation: where its columns are #}
{% macro key_text(name, relation) -%}
    {%- set declaration = contract(name) -%}
    {%- set parts = [] -%}
    {%- for column in key_columns(declaration) -%}
        {%- do parts.append('cast(' ~ relation ~ '.' ~ column.name ~ ' as ' ~ dbt.type_string() ~ ')') -%}
    {%- endfor -%}
    {%- if declaration.config.meta.key | length < parts | length -%}
        coalesce({{ parts[0] }}, concat_ws(', ', {{ parts[1:] | join(', ') }}))
    {%- else -%}
        concat_ws(', '{{ ", " if parts }}{{ parts | join(', ') }})
    {%- endif -%}
{%- endmacro %}

{# The amount a delivered text stands for, whatever else is wrong with its row. #}
{% macro try_amount(column) %}coalesce({{ typed(column, 'decimal(22,4)', {'amount': true}) }}, 0){% endmacro %}

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
