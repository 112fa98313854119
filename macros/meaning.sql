{# A person's e-mail address as identity: lower case, without the +tag; NULL where it is none. #}
{% macro normalised_email(expression) -%}
    case
        when {{ matches('lower(trim(' ~ expression ~ '))', "'^[^[:space:]@]+@[^[:space:]@]+$'") }}
            then split_part(split_part(lower(trim({{ expression }})), '@', 1), '+', 1)
                || '@' || split_part(lower(trim({{ expression }})), '@', 2)
    end
{%- endmacro %}

{# The hash of an address, as a mail tool names a recipient: alone, or behind the name of its source. #}
{% macro hash_of_recipient(recipient) -%}
    lower(case when {{ recipient }} like '%:%' then split_part({{ recipient }}, ':', 2) else {{ recipient }} end)
{%- endmacro %}

{# A text of a link without its percent-escapes; what is no escape of a printable sign stays as it is. #}
{% macro decoded(expression) -%}
    {%- set more = '%[89ab][0-9a-f]' -%}
    {%- set escapes = [
        '%[2-6][0-9a-f]',
        '%7[0-9a-e]',
        '%c[2-9a-f]' ~ more,
        '%d[0-9a-f]' ~ more,
        '%e0%[ab][0-9a-f]' ~ more,
        '%e[1-9abcef]' ~ more ~ more,
        '%ed%[89][0-9a-f]' ~ more,
        '%f0%[9ab][0-9a-f]' ~ more ~ more,
        '%f[123]' ~ more ~ more ~ more,
    ] -%}
    case
        when {{ expression }} not like '%!%%' escape '!' then {{ expression }}
        when {{ matches('lower(' ~ expression ~ ')', "'^[^%]*((" ~ escapes | join('|') ~ ")[^%]*)*$'") }}
            then {{ percent_decoded(expression) }}
        else {{ expression }}
    end
{%- endmacro %}

{# What systems say in place of a source, medium or campaign that there is not: a list of quoted words in lower case. #}
{% macro words_for_none() -%}
    '(direct)', '(none)', '(not set)', '(organic)', '(referral)', '(ai-assistant)', '(data not available)', 'none', 'not set', 'undefined'
{%- endmacro %}

{# A name as it is compared: in lower case, with underscores between its words. #}
{% macro as_name(expression) %}{{ return(replace_all('lower(' ~ expression ~ ')', "'[[:space:]_-]+'", "'_'")) }}{% endmacro %}

{# What follows the scheme of a link: host, path and query; NULL where it has no scheme. #}
{% macro after_scheme(link) -%}
    case
        when {{ link }} like '//%' then substr({{ link }}, 3)
        when split_part({{ link }}, '://', 1) not like '%/%' and split_part({{ link }}, '://', 1) not like '%?%'
            then nullif(split_part({{ link }}, '://', 2), '')
    end
{%- endmacro %}

{# The host that a text without scheme begins with: in lower case, without port. #}
{% macro host_of(text) -%}
    nullif(lower(split_part(split_part(split_part(split_part({{ text }}, '/', 1), '?', 1), '#', 1), ':', 1)), '')
{%- endmacro %}

{# A host without `www.` before it. #}
{% macro without_www(host) %}case when {{ host }} like 'www.%' then substr({{ host }}, 5) else {{ host }} end{% endmacro %}

{# The last labels of a host, up to so many: `birch.co.uk` of app.birch.co.uk for three. #}
{% macro last_labels(host, count) -%}
    concat_ws(
        '.'
        {%- for label in range(count, 0, -1) %},
        nullif(split_part({{ host }}, '.', -{{ label }}), '')
        {%- endfor %}
    )
{%- endmacro %}

{# The key of what brought somebody: a combination of source, medium, campaign and referring host, of which any
   may be missing. The lengths keep texts apart that hold the separator themselves: anyone can put one into a link. #}
{% macro touch_key(relation) -%}
    length(coalesce({{ relation }}.touch_source, '')) || '|' || length(coalesce({{ relation }}.touch_medium, ''))
    || '|' || length(coalesce({{ relation }}.touch_campaign, ''))
    || '|' || coalesce({{ relation }}.touch_source, '') || coalesce({{ relation }}.touch_medium, '')
    || coalesce({{ relation }}.touch_campaign, '') || coalesce({{ relation }}.referrer_host, '')
{%- endmacro %}

{# A deal's stage as a dimension's value: one, however it is spelled. #}
{% macro stage_name(expression) %}replace(replace(lower({{ expression }}), ' ', '_'), '-', '_'){% endmacro %}

{# The first day of the fiscal quarter or year that a day lies in. #}
{% macro fiscal_start(part, day) -%}
    {%- set shift = var('fiscal_year_start_month') | int - 1 -%}
    {%- if shift == 0 -%}
        cast(date_trunc('{{ part }}', {{ day }}) as date)
    {%- else -%}
        cast(date_trunc('{{ part }}', {{ day }} - interval '{{ shift }}' month) + interval '{{ shift }}' month as date)
    {%- endif -%}
{%- endmacro %}

{# What customer-years are divided by to give a lifetime: see customer_lifetime_method. #}
{% macro lifetime_denominator() %}{{ return(
    'customers_lost_so_far' if var('customer_lifetime_method') == 'inverse_churn' else 'customers_so_far'
) }}{% endmacro %}

{# How many periods of a row's grain a year has; of all time, the share that a year has in it. #}
{% macro periods_a_year() -%}
    case period_grain
        when 'day' then 365 when 'week' then 52 when 'month' then 12 when 'quarter' then 4 when 'year' then 1
        else {{ safe_divide('365.25', days_between('period_start', as_of()) ~ ' + 1') }}
    end
{%- endmacro %}

{# The channels that are paid for by the click or the view, as a list of literals. #}
{% macro paid_channels() -%}
    'cross_network', 'paid_shopping', 'paid_search', 'paid_social', 'paid_video', 'display', 'paid_other'
{%- endmacro %}

{# From when on each platform or network tells its numbers: what told_number reads.

   relation: a CTE with date_day, the teller and the numbers
   teller:   the column that names the platform or network
   numbers:  the names of its columns #}
{% macro told_since(relation, teller, numbers) -%}
    select
        {{ teller }}
        {%- for number in numbers %},
        min(case when {{ number }} is not null then date_day end) as {{ number }}_since
        {%- endfor %}
    from {{ relation }}
    group by {{ teller }}
{%- endmacro %}

{# A number of a row: from the first day on which the teller says, a blank is 0; before, it is not known.
   The teller's told_since must stand beside it. #}
{% macro told_number(relation, number) -%}
    case when {{ relation }}.date_day >= told_since.{{ number }}_since then coalesce({{ relation }}.{{ number }}, 0) end
{%- endmacro %}

{# What people do with an ad that counts as an interaction, as a list of literals; clicks are none. #}
{% macro ad_reactions() %}'like', 'comment', 'share'{% endmacro %}

{# The first of the days that lie in one stretch of the attribution window's length with a day, as numbers. #}
{% macro window_stretch(day) -%}
    {{ day }} - mod({{ day }}, {{ var('attribution_window_days', 90) }})
{%- endmacro %}

{# The first day of the quarter or year that begins so many after a period. #}
{% macro next_period_start(grain, start, count) -%}
    cast(case
        when {{ grain }} = 'quarter' then {{ start }} + interval '{{ 3 * count }}' month
        else {{ start }} + interval '{{ 12 * count }}' month
    end as date)
{%- endmacro %}

{# A person's own words without what is masked everywhere, and without anything that looks like a telephone number: seven
   or more digits with at most three signs between two of them. Rather a date too many than a number too few. #}
{% macro mask(expression) -%}
    {%- set number = "'[+]?[0-9]([^0-9A-Za-z,;:!?<>]{0,3}[0-9]){6,}'" -%}
    {{ replace_all(masked(expression, 'text'), number, "'<phone>'") }}
{%- endmacro %}

{# A name without what spellings of it differ by: blanks, hyphens, underscores, points, plus signs. #}
{% macro in_one_spelling(name) -%}
    coalesce(nullif({{ replace_all(name, "'[ ._+-]+'", "''") }}, ''), {{ name }})
{%- endmacro %}

{# The stages of leads that are qualified: an MQL or further. #}
{% macro qualified_stages() -%}
    'mql', 'sal', 'sql', 'opportunity', 'customer'
{%- endmacro %}
