{# How figures are shown: as leadmart/pages/figures.py shows them in the report and the workbook. #}

{# Whether a metric is a fraction that people read as per cent. So many per one of something is none. #}
{% macro is_percentage(metric, unit) -%}
    ({{ unit }} = 'ratio' and replace({{ metric }}, '_per_', '') = {{ metric }})
{%- endmacro %}

{# How many digits stand behind the point: two of small shares and of small amounts, none from 1,000 on. #}
{% macro shown_places(size, unit, is_percentage) -%}
    case
        when {{ is_percentage }} and {{ size }} > 0 and {{ size }} < 2 then 2
        when {{ is_percentage }} then 1
        when {{ unit }} = 'count' and {{ size }} = floor({{ size }}) then 0
        when {{ size }} >= 1000 then 0
        when {{ unit }} in ('ratio', 'currency', 'currency_per_day') then 2
        else 1
    end
{%- endmacro %}

{# A number of up to two places as text, half rounded up. #}
{% macro rounded_text(size, places) -%}
    case {{ places }}
        {%- for count in range(3) %}
        when {{ count }} then cast(cast({{ size }} as decimal(38, {{ count }})) as {{ dbt.type_string() }})
        {%- endfor %}
    end
{%- endmacro %}

{# A written number that is not negative, with a comma before every three digits: in a place of 36 digits, groups
   of three are those of its end. #}
{% macro with_commas(text) -%}
    {%- set whole = 'split_part(' ~ text ~ ", '.', 1)" -%}
    {%- set grouped = replace_all('lpad(' ~ whole ~ ", 36, ' ')", "'([ 0-9]{3})'", "'" ~ first_group() ~ ",'") -%}
    {%- set tight = "replace(replace(" ~ grouped ~ ", '   ,', ''), ' ', '')" -%}
    substr({{ tight }}, 1, length({{ tight }}) - 1) || substr({{ text }}, length({{ whole }}) + 1)
{%- endmacro %}

{# A value with its unit: "24.3 %", "EUR 134.41", "3.5×", "12.0 days"; NULL where it is NULL.

   shown:   the value, of a percentage a hundredfold
   digits:  its size, written #}
{% macro shown_value(shown, digits, unit, is_percentage) -%}
    -- nothing has no sign
    case when {{ shown }} < 0 and {{ matches(digits, "'[1-9]'") }} then '−' else '' end
    || case
        when {{ unit }} in ('currency', 'currency_per_day') then '{{ var("reporting_currency") }} ' || {{ digits }}
        else {{ digits }}
    end
    || case
        when {{ is_percentage }} then ' %'
        when {{ unit }} in ('count', 'ratio', 'currency', 'rank') then ''
        when {{ unit }} = 'currency_per_day' then ' a day'
        when {{ unit }} = 'multiple' then '×'
        else ' ' || {{ unit }}
    end
{%- endmacro %}
