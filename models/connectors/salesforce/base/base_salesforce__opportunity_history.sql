-- One row is an opportunity as it was from a time on.
{%- for loader in loaders_of('salesforce') %}
select
    case when {{ is_said('opportunity_id') }} then {{ own_id('opportunity_id') }} else {{ own_id('id') }} end as deal_id,
    case when {{ is_said('opportunity_id') }} then created_date else fivetran_start end as entered_at,
    stage_name as stage,
    amount,
    {{ day_of('close_date') }} as close_on,
    case
        when {{ says_yes('is_deleted') }} and {{ is_said('opportunity_id') }} then 'deleted'
    end as left_out_reason
from {{ source('salesforce__' ~ loader, 'opportunity_history') }}
{{ "union all" if not loop.last }}
{%- endfor %}
