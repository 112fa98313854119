-- A delivery of which too much is invalid is not to be trusted: the build stops.
select *
from {{ ref('reconciliation') }}
where is_refused
