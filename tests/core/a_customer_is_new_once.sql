-- Every account with a won deal was a new customer with its first one, or was one before.
select
    account_id,
    sum(case when is_new_customer then 1 else 0 end) as times_new
from {{ ref('fct_deals') }}
where is_won and account_id <> 'unknown'
group by account_id
having
    sum(case when is_new_customer then 1 else 0 end) > 1
    or min(closed_at) <> min(case when is_new_customer then closed_at end)
    or bool_or(is_new_customer and not is_new_business)
