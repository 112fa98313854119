-- One row is a change of a lead: of one field, or, in history mode, its version from a time on.
{%- for loader in loaders_of('salesforce') %}
select
    case when {{ is_said('fivetran_start') }} then {{ own_id('id') }} else {{ own_id('lead_id') }} end as lead_id,
    case when {{ is_said('fivetran_start') }} then fivetran_start else created_date end as entered_at,
    status,
    {{ is_said('fivetran_start') }} as is_version,
    case
        when {{ says_yes('is_deleted') }} and not {{ is_said('fivetran_start') }} then 'deleted'
        when not {{ is_said('fivetran_start') }} and lower(trim(field)) not in ('status', 'lead status')
            then 'a change of another field'
    end as left_out_reason
from {{ source('salesforce__' ~ loader, 'lead_history') }}
{{ "union all" if not loop.last }}
{%- endfor %}
