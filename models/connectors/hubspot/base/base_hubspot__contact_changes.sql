-- One row is a value that a property of a contact of HubSpot took.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('changes.contact_id') }} as contact_id,
    changes.name as property,
    changes.value,
    changes.timestamp as changed_at
from {{ source('hubspot__fivetran', 'contact_property_history') }} as changes
{%- elif loader == 'airbyte' %}
select
    {{ own_id('changes.vid') }} as contact_id,
    changes.property,
    changes.value,
    {{ moment_of_milliseconds('changes.timestamp') }} as changed_at
from {{ source('hubspot__airbyte', 'contacts_property_history') }} as changes
{%- elif loader == 'dlt' %}
select
    {{ own_id('changes.object_id') }} as contact_id,
    changes.property_name as property,
    changes.value,
    changes.timestamp as changed_at
from {{ source('hubspot__dlt', 'contacts_property_history') }} as changes
{%- else %}
{{ no_rows(['contact_id', 'property', 'value', 'changed_at']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
