-- One row is an account; merged ones are one, deleted ones left out.
select
    account_id,
    account_name,
    domain,
    industry,
    country,
    segment,
    target_account,
    icp,
    {{- own_columns({'accounts': 'accounts'}) }}
    account_tier,
    employee_count,
    annual_revenue,
    created_at
from {{ ref('int_accounts') }} as accounts
