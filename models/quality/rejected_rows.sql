-- One row is a delivered row that was refused, as text without personal data, with every reason.
with

refused as (
    {%- for name in input_names() %}
    select
        '{{ name }}' as input,
        row_identifier,
        row_text,
        rejection_reasons as reasons,
        is_invalid
    from {{ ref('checked_' ~ name) }}
    where rejection_reasons <> ''
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)

select
    input,
    row_identifier,
    row_text,
    reasons,
    is_invalid,
    -- tells apart rows that say the same
    cast(row_number() over (partition by input, row_text, reasons order by row_identifier) as bigint) as occurrence
from refused
