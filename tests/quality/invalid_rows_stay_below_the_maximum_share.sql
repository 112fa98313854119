-- A delivery with more invalid rows than maximum_rejected_share is not to be trusted: the build
-- stops.
select *
from {{ ref('reconciliation') }}
where invalid_share > {{ var('maximum_rejected_share') }}
