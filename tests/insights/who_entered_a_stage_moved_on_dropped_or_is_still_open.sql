-- Every unit of a cohort is in one place.
select *
from {{ ref('funnel') }}
where
    entered <> moved_on + dropped + still_open
    or entered <= 0
    or (stage = 'customer' and still_open <> entered)
    or (stage <> 'customer' and conversion is null)
