-- One row is a metric: what it is called, what it means and how its values are to be read.
select
    cast(metric as {{ dbt.type_string() }}) as metric,
    cast(name as {{ dbt.type_string() }}) as name,
    cast(area as {{ dbt.type_string() }}) as area,
    cast(meaning as {{ dbt.type_string() }}) as meaning,
    cast(formula as {{ dbt.type_string() }}) as formula,
    cast(unit as {{ dbt.type_string() }}) as unit,
    cast(better as {{ dbt.type_string() }}) as better,
    cast(source as {{ dbt.type_string() }}) as source,
    cast(needs as {{ dbt.type_string() }}) as needs,
    cast(dimensions as {{ dbt.type_string() }}) as dimensions,
    cast(is_proportion as boolean) as is_proportion,
    cast(is_additive as boolean) as is_additive
from {{ ref('metric_definitions') }}
