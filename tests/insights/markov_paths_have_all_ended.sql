-- The rounds of int_removal_effects reach far enough: nobody is still on the way, and no effect
-- leaves 0 to 1.
select *
from {{ ref('int_removal_effects') }}
where
    still_on_the_way_share > 0.000001
    or removal_effect < 0
    or removal_effect > 1.000001
