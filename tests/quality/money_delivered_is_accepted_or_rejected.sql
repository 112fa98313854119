-- Nothing is lost at the door: per column and currency, money delivered = accepted + rejected.
select *
from {{ ref('amount_reconciliation') }}
where is_reconciled is distinct from true
