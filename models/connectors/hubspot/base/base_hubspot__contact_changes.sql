-- One row is a value that a property of a contact of HubSpot took.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('changes.contact_id') }} as contact_id,
    changes.name as property,
    changes.value,
    changes.timestamp as changed_at
from {{ source('hubspot__fivetran', 'contact_property_history') }} as changes
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
