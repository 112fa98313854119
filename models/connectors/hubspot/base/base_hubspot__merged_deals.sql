-- One row is a deal of HubSpot that was merged into another.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('merges.deal_id') }} as deal_id,
    {{ own_id('merges.merged_deal_id') }} as merged_deal_id
from {{ source('hubspot__fivetran', 'merged_deal') }} as merges
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
