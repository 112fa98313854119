-- One row is an account with the dimensions that what belongs to it is counted under.
select
    account_id,
    lower(domain) as domain,
    coalesce(segment, 'unknown') as segment,
    {{ yes_no('target_account') }} as target_account,
    {{ yes_no('icp_fit') }} as icp
from {{ ref('stg_accounts') }}
