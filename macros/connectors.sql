{# What a company's systems give, and how models/connectors reads them. The runner names the systems of the company file
   in the variable `systems`, each with its loader: `hubspot:fivetran, stripe:export`. #}

{# The inputs that each system gives. Written out, because dbt must know them while it parses; a test holds them
   against models/connectors. #}
{% macro inputs_of_systems() %}
    {{ return({
        'ga4': ['sessions', 'page_views', 'web_conversions', 'web_totals'],
        'google_ads': ['campaigns', 'ad_spend'],
        'hubspot': [
            'accounts', 'leads', 'lead_stages', 'deals', 'deal_stages', 'meetings', 'inbound_requests', 'web_conversions',
            'email_events'
        ],
        'linkedin_ads': ['campaigns', 'ad_spend'],
        'mailchimp': ['email_events', 'email_campaigns', 'email_subscribers'],
        'meta_ads': ['campaigns', 'ad_spend'],
        'salesforce': ['accounts', 'leads', 'lead_stages', 'campaigns', 'deals', 'deal_stages', 'meetings'],
        'stripe': ['accounts', 'subscriptions', 'invoices'],
    }) }}
{% endmacro %}

{# The systems of the company file that give an input, in a stated order. #}
{% macro systems_giving(input) %}
    {%- set giving = [] -%}
    {%- for system, inputs in inputs_of_systems().items() if input in inputs and loaders_of(system) -%}
        {%- do giving.append(system) -%}
    {%- endfor -%}
    {{ return(giving) }}
{% endmacro %}

{# The relations in which systems give an input. #}
{% macro connector_relations(input, systems) %}
    {%- set relations = [] -%}
    {%- for system in systems -%}
        {%- do relations.append(ref(system ~ '__' ~ input)) -%}
    {%- endfor -%}
    {{ return(relations) }}
{% endmacro %}

{# All systems of the company file, in a stated order. #}
{% macro connected_systems() %}
    {%- set connected = [] -%}
    {%- for system in inputs_of_systems() if loaders_of(system) -%}
        {%- do connected.append(system) -%}
    {%- endfor -%}
    {{ return(connected) }}
{% endmacro %}

{# The loaders that a company has a system from. #}
{% macro loaders_of(system) %}
    {%- set loaders = [] -%}
    {%- for word in var('systems', 'none').split(',') if word.strip().startswith(system ~ ':') -%}
        {%- do loaders.append(word.strip().split(':')[1]) -%}
    {%- endfor -%}
    {{ return(loaders) }}
{% endmacro %}

{# What a loader does not deliver, under the names of what others do. #}
{% macro no_rows(columns) -%}
select
    {%- for column in columns %}
    cast(null as {{ dbt.type_string() }}) as {{ column }}{{ "," if not loop.last }}
    {%- endfor %}
where 1 = 0
{%- endmacro %}

{# An id as the source that delivered it is named: the source's name before it, where it has one. #}
{% macro own_id(column) -%}
    case when trim({{ column }}) <> '' then source_name || {{ column }} end
{%- endmacro %}

{# Whether a cell says something. #}
{% macro is_said(column) %}coalesce(trim({{ column }}), '') <> ''{% endmacro %}

{# The first of some cells that says something. #}
{% macro first_said() -%}
    coalesce({% for column in varargs %}nullif(trim({{ column }}), ''){{ ", " if not loop.last }}{% endfor %})
{%- endmacro %}

{# Whether a cell says yes, or no; an empty one says neither. #}
{% macro says_yes(column) %}coalesce(lower(trim({{ column }})), '') in ('true', 't', 'yes', 'y', '1'){% endmacro %}
{% macro says_no(column) %}coalesce(lower(trim({{ column }})), '') in ('false', 'f', 'no', 'n', '0'){% endmacro %}

{# What a cell says of being deleted; systems count as deleted, too, what they merged into another. #}
{% macro unless_merged(is_deleted, merged_into) %}case when {{ merged_into }} is null then {{ is_deleted }} else 'false' end{% endmacro %}

{# A moment that a loader may deliver in milliseconds since 1970, as a text; what is none stays as it is. #}
{% macro moment_of_milliseconds(column) -%}
    case
        when {{ matches(column, "'^[0-9]{12,14}([.]0+)?$'") }}
            then {{ text_of_milliseconds('split_part(' ~ column ~ ", '.', 1)") }}
        else {{ column }}
    end
{%- endmacro %}

{# The day of a date that a loader delivers with a time, or in milliseconds since 1970. #}
{% macro day_of(column) %}substr(trim({{ moment_of_milliseconds(column) }}), 1, 10){% endmacro %}

{# A number of hundredths, as a text of whole units; what is no number stays as it is, for staging to refuse. #}
{% macro from_percent(column) -%}
    case
        when {{ matches(column, "'^-?[0-9]{1,9}([.][0-9]*)?$'") }}
            then cast(
                -- of more places Spark writes 0 as 0E-8
                cast(cast({{ column }} as decimal(18, 4)) * cast(0.01 as decimal(3, 2)) as decimal(18, 6))
                as {{ dbt.type_string() }}
            )
        else {{ column }}
    end
{%- endmacro %}

{# A number of millionths, as a text of whole units; what is no number stays as it is, for staging to refuse. #}
{% macro from_micros(column) -%}
    case
        when {{ matches(column, "'^-?[0-9]{1,19}([.][0-9]*)?$'") }}
            then cast(
                cast(cast({{ column }} as decimal(26, 6)) * cast(0.000001 as decimal(7, 6)) as decimal(38, 6))
                as {{ dbt.type_string() }}
            )
        else {{ column }}
    end
{%- endmacro %}

{# A moment's day in the business time zone, as a text; a day, and what is no moment, stay as they are. #}
{% macro business_day_of(moment) -%}
    case
        when length({{ moment }}) > 10
            then coalesce(
                cast({{ business_date(typed(moment, 'timestamp', {})) }} as {{ dbt.type_string() }}),
                {{ moment }}
            )
        else {{ moment }}
    end
{%- endmacro %}

{# The columns of an input, as a connector says them; the others are NULL.
   said: column → expression #}
{% macro contract_columns(input, said) -%}
    {%- for name in said if execute and name not in contract(input).columns -%}
        {{ exceptions.raise_compiler_error(input ~ ' has no column ' ~ name) }}
    {%- endfor -%}
    {%- for name in contract(input).columns %}
    cast({{ said.get(name, 'null') }} as {{ dbt.type_string() }}) as {{ name }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# A system's word as ours; a word that is not named is NULL, or itself.
   words: its word → ours #}
{% macro meaning_of_words(expression, words, otherwise='null') -%}
    case {{ expression }}
        {%- for word, meaning in words.items() %}
        when '{{ word }}' then '{{ meaning }}'
        {%- endfor %}
        else {{ otherwise }}
    end
{%- endmacro %}

{# Whether a word is one that the contract knows for a column of an input, to count or to set aside. #}
{% macro is_word_of(input, column, expression) -%}
    {%- set meta = contract(input).columns[column].config.meta if execute else {'values': []} -%}
    (coalesce({{ listed(expression, meta) if execute else 'null' }}, case when {{ does_not_count(expression, meta) }} then 'set aside' end) is not null)
{%- endmacro %}

{# A number of places as a text that an integer's column takes, too. #}
{% macro count_as_text(number) -%}
    case
        when cast({{ number }} as bigint) = {{ number }} then cast(cast({{ number }} as bigint) as {{ dbt.type_string() }})
        else cast({{ number }} as {{ dbt.type_string() }})
    end
{%- endmacro %}

{# The sum of two counts, of which one may say nothing. #}
{% macro sum_of_counts(one, other) -%}
    {%- set first = typed(one, 'decimal(18,4)', {}) -%}
    {%- set second = typed(other, 'decimal(18,4)', {}) -%}
    coalesce({{ first }} + {{ second }}, {{ first }}, {{ second }})
{%- endmacro %}

{# What a link's query says under a name; NULL where it does not. #}
{% macro utm_of(link, name) -%}
    nullif(split_part(split_part(split_part({{ link }}, '{{ name }}=', 2), '&', 1), '#', 1), '')
{%- endmacro %}

{# One row is a word of a list that a column holds, with other columns of its row.
   most: words that a list may have #}
{% macro words_of_lists(relation, list, columns, separator, most=250) -%}
select
    {%- for column in columns %}
    listing.{{ column }},
    {%- endfor %}
    trim(split_part(listing.{{ list }}, '{{ separator }}', numbers.place)) as word
from {{ relation }} as listing
inner join (
    values
    {% for place in range(1, most + 1) %}({{ place }}){{ ", " if not loop.last }}{% endfor %}
) as numbers(place)
    on length(listing.{{ list }}) - length(replace(listing.{{ list }}, '{{ separator }}', '')) + 1 >= numbers.place
{%- endmacro %}

{# The number at the end of a urn (urn:li:sponsoredCampaign:1); a number alone is itself. #}
{% macro without_urn(column) -%}
    case when {{ column }} like 'urn:%' then split_part({{ column }}, ':', 4) else {{ column }} end
{%- endmacro %}

{# A JSON list of objects without others in them: what stands in one of them beside a word.

   key: under which the word stands; other: under which what is asked for does #}
{% macro json_beside(list, key, word, other) -%}
    {%- set pattern = "'[{][^{}]*\"" ~ key ~ "\"[[:space:]]*:[[:space:]]*\"" ~ word ~ "\"[^{}]*[}]'" -%}
    {{ json_text(first_match(list, pattern), [other]) }}
{%- endmacro %}

{# The currencies that Meta's exports name in a header: the columns amount_spent_… of
   models/connectors/meta_ads/_meta_ads__sources.yml. #}
{% macro meta_currencies() %}
    {%- set codes = [] -%}
    {%- for source in (graph.sources.values() if execute else []) if source.source_name == 'meta_ads__export' -%}
        {%- for name in source.columns if name.startswith('amount_spent_') -%}
            {%- do codes.append(name[13:]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(codes) }}
{% endmacro %}

{# A source, medium or campaign as GA4 says it; its words for none are none. #}
{% macro ga4_word(column) -%}
    case when lower({{ column }}) not in ('', {{ words_for_none() }}) then {{ column }} end
{%- endmacro %}

{# The first click id that a link carries, with its name. #}
{% macro click_id_of(link, names) -%}
    case
        {%- for name in names %}
        when {{ link }} like '%{{ name }}=%' then '{{ name }}=' || {{ utm_of(link, name) }}
        {%- endfor %}
    end
{%- endmacro %}

{# The names of the events that the company counts as lead actions → what each is, by the setting ga4_conversions. #}
{% macro conversions_of_ga4() %}
    {%- set meanings = {} -%}
    {%- for word in var('ga4_conversions').split(',') if word.strip() -%}
        {%- set parts = word.split('=') -%}
        {%- do meanings.update({parts[0].strip(): parts[-1].strip()}) -%}
    {%- endfor -%}
    {{ return(meanings) }}
{% endmacro %}

{# A moment that may be delivered as seconds or as milliseconds since 1970, as a text; what is neither stays as it is. #}
{% macro moment_of_number(column) -%}
    case
        when {{ matches(column, "'^[0-9]{9,10}$'") }} then {{ text_of_milliseconds(column ~ " || '000'") }}
        when {{ matches(column, "'^[0-9]{12,13}$'") }} then {{ text_of_milliseconds(column) }}
        else {{ column }}
    end
{%- endmacro %}

{# How many of Stripe's smallest units are one of a currency. #}
{% macro stripe_units(currency) -%}
    case
        when lower({{ currency }}) in (
            'bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf'
        ) then 1
        when lower({{ currency }}) in ('bhd', 'jod', 'kwd', 'omr', 'tnd') then 1000
        else 100
    end
{%- endmacro %}

{# An amount in whole units of a currency, in Stripe's smallest, as a text; what is none stays as it is. #}
{% macro stripe_smallest_units(amount, currency) -%}
    case
        when {{ typed(amount, 'decimal(22,4)', {}) }} is not null
            then cast(cast(
                {{ typed(amount, 'decimal(22,4)', {}) }} * {{ stripe_units(currency) }} as decimal(26, 4)
            ) as {{ dbt.type_string() }})
        else {{ amount }}
    end
{%- endmacro %}

{# What an item of a subscription is called where Stripe's page exports it: it has no id of its own there. #}
{% macro stripe_exported_item() %}case when {{ is_said('delivered.plan') }} then delivered.id || '|' || delivered.plan else delivered.id end{% endmacro %}

{# What became of the rows of a system's tables: one row per table and input, and one more per reason to leave rows out.
   See quality.reconciliation.
   tables: each with `table` (as a person knows it), `rows_of` (the model that holds all of its rows), `input`, `given_by`
   (the model of that input; its column source_rows says of how many rows each of its rows is made), and, where some are
   left out, `left_out_by` (a model of those rows, with left_out_reason; of how many each is made stands in the column
   that `left_out_rows` names, else each is one) #}
{% macro rows_accounted_for(system, tables) -%}
    {%- for one in tables %}
select
    '{{ system }}.{{ one.table }}' as source_table,
    '{{ one.input }}' as input,
    cast(null as {{ dbt.type_string() }}) as left_out_reason,
    cast((select count(*) from {{ one.rows_of }}) as bigint) as rows_delivered,
    cast((select coalesce(sum(source_rows), 0) from {{ one.given_by }}) as bigint) as rows_given,
    cast(0 as bigint) as rows_left_out
        {%- if one.left_out_by %}
union all
select
    '{{ system }}.{{ one.table }}' as source_table,
    '{{ one.input }}' as input,
    left_out_reason,
    cast(0 as bigint) as rows_delivered,
    cast(0 as bigint) as rows_given,
    cast(sum({{ one.left_out_rows or 1 }}) as bigint) as rows_left_out
from {{ one.left_out_by }}
where left_out_reason is not null
group by left_out_reason
        {%- endif %}
{{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
