-- One row is an account, merged ones being one and deleted ones left out, with the dimensions that
-- what belongs to it is counted under.
{%- set attributes = [
    'account_name', 'domain', 'industry', 'country', 'segment', 'is_target', 'is_icp',
    'account_tier', 'employee_count', 'annual_revenue', 'created_at',
] + own_columns_of('accounts') %}
with

rows_of_accounts as (
    select
        bridge.account_id,
        stg_accounts.account_name,
        lower(stg_accounts.domain) as domain,
        stg_accounts.industry,
        stg_accounts.country,
        stg_accounts.segment,
        nullif({{ yes_no('stg_accounts.target_account') }}, 'unknown') as is_target,
        nullif({{ yes_no('stg_accounts.icp_fit') }}, 'unknown') as is_icp,
        {{- own_values('accounts', 'stg_accounts') }}
        stg_accounts.account_tier,
        stg_accounts.employee_count,
        stg_accounts.annual_revenue,
        stg_accounts.created_at,
        row_number() over (
            partition by bridge.account_id
            order by
                case when bridge.source_account_id = bridge.account_id then 0 else 1 end,
                stg_accounts.created_at nulls last,
                stg_accounts.account_id
        ) as row_in_account
    from {{ ref('int_account_bridge') }} as bridge
    inner join {{ ref('stg_accounts') }} as stg_accounts
        on bridge.source_account_id = stg_accounts.account_id
    where not bridge.is_left_out
),

-- what the survivor does not say, the rows that were merged into it do
first_rows as (
    select
        account_id
        {%- for attribute in attributes %},
        min(case when {{ attribute }} is not null then row_in_account end) as {{ attribute }}_row
        {%- endfor %}
    from rows_of_accounts
    group by account_id
),

accounts as (
    select
        first_rows.account_id
        {%- for attribute in attributes %},
        max(case when row_in_account = {{ attribute }}_row then {{ attribute }} end) as {{ attribute }}
        {%- endfor %}
    from first_rows
    inner join rows_of_accounts
        on first_rows.account_id = rows_of_accounts.account_id
    group by first_rows.account_id
)

select
    account_id,
    account_name,
    domain,
    industry,
    country,
    coalesce(segment, 'unknown') as segment,
    coalesce(is_target, 'unknown') as target_account,
    coalesce(is_icp, 'unknown') as icp,
    {{- own_columns({'accounts': 'accounts'}) }}
    account_tier,
    employee_count,
    annual_revenue,
    created_at
from accounts
