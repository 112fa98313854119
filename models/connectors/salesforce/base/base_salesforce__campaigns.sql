-- One row is a campaign of Salesforce; in history mode, as it was from a time on.
{%- for loader in loaders_of('salesforce') %}
select
    {{ own_id('id') }} as campaign_id,
    name as campaign_name,
    type as campaign_type,
    program_c as program,
    utm_campaign_c as utm_campaign,
    {{ day_of('start_date') }} as started_on,
    {{ day_of('end_date') }} as ended_on,
    budgeted_cost as budget,
    currency_iso_code as currency,
    last_modified_date as updated_at,
    case
        when {{ says_no('fivetran_active') }} then 'an earlier version'
        when {{ says_yes('is_deleted') }} then 'deleted'
    end as left_out_reason
from {{ source('salesforce__' ~ loader, 'campaign') }}
{{ "union all" if not loop.last }}
{%- endfor %}
