-- One row is a web domain and the account it belongs to: the first by id where several share one.
select
    domain,
    min(account_id) as account_id
from {{ ref('int_accounts') }}
where domain is not null
group by domain
