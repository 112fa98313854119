-- One row is a value that a property of a deal of HubSpot took.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('changes.deal_id') }} as deal_id,
    changes.name as property,
    changes.value,
    changes.timestamp as changed_at
from {{ source('hubspot__fivetran', 'deal_property_history') }} as changes
{%- elif loader == 'airbyte' %}
select
    {{ own_id('changes.dealid') }} as deal_id,
    changes.property,
    changes.value,
    {{ moment_of_milliseconds('changes.timestamp') }} as changed_at
from {{ source('hubspot__airbyte', 'deals_property_history') }} as changes
{%- elif loader == 'dlt' %}
select
    {{ own_id('changes.object_id') }} as deal_id,
    changes.property_name as property,
    changes.value,
    changes.timestamp as changed_at
from {{ source('hubspot__dlt', 'deals_property_history') }} as changes
{%- else %}
{{ no_rows(['deal_id', 'property', 'value', 'changed_at']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
