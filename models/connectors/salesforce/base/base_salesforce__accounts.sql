-- One row is an account of Salesforce; in history mode, as it was from a time on.
{%- for loader in loaders_of('salesforce') %}
select
    {{ own_id('id') }} as account_id,
    {{ own_id('master_record_id') }} as merged_into_account_id,
    name as account_name,
    website,
    industry,
    number_of_employees as employee_count,
    annual_revenue,
    {{ first_said('billing_country', 'billing_country_code') }} as country,
    segment_c as segment,
    icp_fit_c as icp_fit,
    target_account_c as target_account,
    account_tier_c as account_tier,
    created_date as created_at,
    last_modified_date as updated_at,
    is_deleted,
    case when {{ says_no('fivetran_active') }} then 'an earlier version' end as left_out_reason
from {{ source('salesforce__' ~ loader, 'account') }}
{{ "union all" if not loop.last }}
{%- endfor %}
