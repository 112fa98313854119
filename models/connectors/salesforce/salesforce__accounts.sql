-- One row is an account, merged and deleted ones included.
select
    {{ contract_columns('accounts', {
        'account_id': 'account_id',
        'account_name': 'account_name',
        'domain': without_www(host_of("coalesce(" ~ after_scheme('trim(website)') ~ ", trim(website))")),
        'industry': 'industry',
        'employee_count': 'employee_count',
        'annual_revenue': 'annual_revenue',
        'country': 'country',
        'segment': 'segment',
        'icp_fit': 'icp_fit',
        'target_account': 'target_account',
        'account_tier': 'account_tier',
        'created_at': 'created_at',
        'merged_into_account_id': 'merged_into_account_id',
        'is_deleted': unless_merged('is_deleted', 'merged_into_account_id'),
        'updated_at': 'updated_at',
    }) }},
    1 as source_rows
from {{ ref('base_salesforce__accounts') }}
where left_out_reason is null
