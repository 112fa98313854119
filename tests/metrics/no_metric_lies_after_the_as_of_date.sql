-- A build sees nothing after its as-of date: no period begins after it.
select *
from {{ ref('metric_values') }}
where period_start > {{ as_of() }}
