-- Nothing is lost at the door: every delivered row is accepted or stands in rejected_rows.
select *
from {{ ref('reconciliation') }}
where is_reconciled is distinct from true
