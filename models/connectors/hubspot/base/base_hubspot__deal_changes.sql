-- One row is a value that a property of a deal of HubSpot took.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('changes.deal_id') }} as deal_id,
    changes.name as property,
    changes.value,
    changes.timestamp as changed_at
from {{ source('hubspot__fivetran', 'deal_property_history') }} as changes
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
