-- One row is a reason why a connector leaves rows of a system's table out.
{%- set systems = connected_systems() %}
{%- for system in systems %}
select
    source_table,
    input,
    left_out_reason,
    rows_left_out
from {{ ref(system ~ '__rows') }}
where left_out_reason is not null
{{ "union all" if not loop.last }}
{%- else %}
select
    cast(null as {{ dbt.type_string() }}) as source_table,
    cast(null as {{ dbt.type_string() }}) as input,
    cast(null as {{ dbt.type_string() }}) as left_out_reason,
    cast(0 as bigint) as rows_left_out
where 1 = 0
{%- endfor %}
