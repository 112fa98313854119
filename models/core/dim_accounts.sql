-- One row is an account.
select
    accounts.account_id,
    stg_accounts.account_name,
    accounts.domain,
    stg_accounts.industry,
    stg_accounts.country,
    accounts.segment,
    accounts.target_account,
    accounts.icp,
    stg_accounts.account_tier,
    stg_accounts.employee_count,
    stg_accounts.annual_revenue,
    stg_accounts.created_at
from {{ ref('int_accounts') }} as accounts
inner join {{ ref('stg_accounts') }} as stg_accounts
    on accounts.account_id = stg_accounts.account_id
