-- One row is a dimension whose values are few enough for the days of each to be kept.
{%- set tables = tables_of_dimensions() %}
with

listed as (
    {%- for table, columns in tables.items() %}
    select
        case
            {%- for column in columns %}
            when grouping({{ column }}) = 0 then '{{ dimension_name(column) }}'
            {%- endfor %}
        end as dimension,
        {{ 'coalesce(' ~ columns | join(', ') ~ ')' if columns | length > 1 else columns[0] }} as dimension_value
    from {{ ref(table) }}
    group by grouping sets ({% for column in columns %}({{ column }}){{ ", " if not loop.last }}{% endfor %})
    union all
    {%- endfor %}
    -- whether an ad brought the visit: yes or no
    select 'ad_click' as dimension, 'yes' as dimension_value
    union all
    select 'ad_click' as dimension, 'no' as dimension_value
)

select dimension
from listed
where dimension_value is not null
group by dimension
having count(distinct dimension_value) <= {{ var('day_values') }}
