-- One row is an account: a delivered one, merged ones being one and deleted ones left out; one that facts name all the
-- same; and `unknown`, of what is no account's.
with

named as (
    select account_id from {{ ref('int_accounts') }}
    union all
    select account_id from {{ ref('int_leads') }}
    union all
    select account_id from {{ ref('int_deals') }}
    union all
    select account_id from {{ ref('int_meetings') }}
    union all
    select account_id from {{ ref('int_account_acquisitions') }}
    union all
    select 'unknown' as account_id
),

keys as (
    select account_id
    from named
    where account_id is not null
    group by account_id
)

select
    keys.account_id,
    case when keys.account_id = 'unknown' then 'unknown' else accounts.account_name end as account_name,
    accounts.domain,
    accounts.industry,
    accounts.country,
    coalesce(accounts.segment, 'unknown') as segment,
    coalesce(accounts.target_account, 'unknown') as target_account,
    coalesce(accounts.icp, 'unknown') as icp,
    {{- own_columns({'accounts': 'accounts'}) }}
    accounts.account_tier,
    accounts.employee_count,
    accounts.annual_revenue,
    accounts.created_at,
    accounts.account_id is not null as is_delivered
from keys
left join {{ ref('int_accounts') }} as accounts
    on keys.account_id = accounts.account_id
