-- One row is a deal of HubSpot entering a stage.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('entries.deal_id') }} as deal_id,
    {{ own_id('entries.value') }} as stage_id,
    entries.value as stage_name,
    entries.date_entered as entered_at
from {{ source('hubspot__fivetran', 'deal_stage') }} as entries
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
