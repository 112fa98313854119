-- One row is an opportunity of Salesforce; in history mode, as it was from a time on.
{%- for loader in loaders_of('salesforce') %}
select
    {{ own_id('id') }} as deal_id,
    {{ own_id('account_id') }} as account_id,
    {{ own_id('campaign_id') }} as campaign_id,
    {{ own_id('contact_id') }} as contact_id,
    name as deal_name,
    type as deal_type,
    source_owner_c as source_owner,
    amount,
    currency_iso_code as currency,
    mrr_c as monthly_recurring_amount,
    contract_months_c as contract_months,
    stage_name as stage,
    probability,
    loss_reason_c as lost_reason,
    competitor_c as competitor,
    owner_id as owner,
    created_date as created_at,
    sqo_date_c as qualified_at,
    last_modified_date as updated_at,
    fivetran_start as started_at,
    {{ day_of('close_date') }} as close_on,
    -- without a word on it, by its stage
    case
        when {{ is_said('is_closed') }} then {{ says_yes('is_closed') }}
        else {{ says_yes('is_won') }} or lower(trim(stage_name)) like 'closed%'
    end as is_closed,
    is_won,
    is_deleted,
    case when {{ says_no('fivetran_active') }} then 'an earlier version' end as left_out_reason
from {{ source('salesforce__' ~ loader, 'opportunity') }}
{{ "union all" if not loop.last }}
{%- endfor %}
