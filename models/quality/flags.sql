-- One row is something that looks wrong with a row that counts, in words, without personal data.
{#- what later layers find: models with the columns input, rule, row_identifier, column_name and value #}
{%- set found_later = ['int_flags_dates', 'int_flags_deals', 'int_flags_leads', 'int_flags_money', 'int_flags_subscriptions'] %}
{%- set most_flags = [1] %}
{%- for name in input_names() %}
{%- do most_flags.append(flags(contract(name)) | length) %}
{%- endfor %}
with

flagged as (
    {%- for name in input_names() %}
    select
        '{{ name }}' as input,
        row_identifier,
        flags,
        length(flags) - length(replace(flags, {{ flag_separator() }}, '')) + 1 as flag_count
    from {{ ref('checked_' ~ name) }}
    where flags is not null
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
),

found_at_the_door as (
    select
        flagged.input,
        flagged.row_identifier,
        split_part(flagged.flags, {{ flag_separator() }}, numbers.flag_number) as flag
    from flagged
    inner join (
        values
        {%- for number in range(1, (most_flags | max) + 1) %}
        ({{ number }}){{ "," if not loop.last }}
        {%- endfor %}
    ) as numbers(flag_number)
        on numbers.flag_number <= flagged.flag_count
),

parts as (
    select
        input,
        split_part(flag, {{ flag_part_separator() }}, 2) as rule,
        row_identifier,
        split_part(flag, {{ flag_part_separator() }}, 1) as column_name,
        nullif(split_part(flag, {{ flag_part_separator() }}, 3), '') as value
    from found_at_the_door
),

found as (
    select
        input,
        rule,
        row_identifier,
        column_name,
        {{ masked('value', 'text') }} as value
    from parts
    {%- for model in found_later %}
    union all
    select
        input,
        rule,
        row_identifier,
        column_name,
        value
    from {{ ref(model) }}
    {%- endfor %}
)

select
    input,
    rule,
    row_identifier,
    column_name,
    value,
    -- tells apart rows without an id that say the same
    cast(row_number() over (
        partition by input, rule, row_identifier, column_name order by value nulls last
    ) as bigint) as occurrence
from found
