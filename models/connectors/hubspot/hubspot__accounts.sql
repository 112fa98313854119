-- One row is a company of HubSpot, deleted and merged ones included.
with

companies as (
    select
        *,
        -- where a portal uses a property, who has no value of it has said no
        max(case when {{ hubspot_says('is_target_account') }} then 'false' end) over (partition by source_name) as if_no_target,
        max(case when trim(ideal_customer_profile) <> '' then 'false' end) over (partition by source_name) as if_no_fit
    from {{ ref('base_hubspot__companies') }}
),

merged as (
    select * from {{ ref('int_hubspot__merged_companies') }}
),

-- what was merged and is no longer delivered: deals and contacts may still name it
gone as (
    select merged.*
    from merged
    left join companies
        on merged.merged_id = companies.company_id
    where companies.company_id is null
)

select
    {{ contract_columns('accounts', {
        'account_id': 'companies.company_id',
        'account_name': 'companies.company_name',
        'domain': 'companies.domain',
        'industry': 'companies.industry',
        'employee_count': 'companies.employee_count',
        'annual_revenue': 'companies.annual_revenue',
        'country': 'companies.country',
        'icp_fit': "case when trim(companies.ideal_customer_profile) <> '' then 'true' else companies.if_no_fit end",
        'target_account': 'coalesce(companies.is_target_account, companies.if_no_target)',
        'account_tier': "case when " ~ hubspot_says('companies.is_target_account') ~ " then companies.ideal_customer_profile end",
        'created_at': 'companies.created_at',
        'merged_into_account_id': 'merged.remaining_id',
        'is_deleted': 'companies.is_deleted',
        'updated_at': 'companies.updated_at',
    }) }},
    1 as source_rows
from companies
left join merged
    on companies.company_id = merged.merged_id
union all
select
    {{ contract_columns('accounts', {
        'account_id': 'merged_id',
        'merged_into_account_id': 'remaining_id',
    }) }},
    0 as source_rows
from gone
