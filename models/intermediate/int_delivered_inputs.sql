-- One row is an input that has accepted rows. A metric that needs another has none itself.
with

counted as (
    {%- for name in input_names() %}
    select
        '{{ name }}' as input,
        count(*) as row_count
    from {{ ref('stg_' ~ name) }}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)

select
    input,
    cast(row_count as bigint) as row_count
from counted
where row_count > 0
