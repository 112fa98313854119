-- One row is a form of HubSpot.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('forms.guid') }} as form_id,
    forms.name as form_name
from {{ source('hubspot__fivetran', 'form') }} as forms
{%- elif loader == 'airbyte' %}
select
    {{ own_id('forms.id') }} as form_id,
    forms.name as form_name
from {{ source('hubspot__airbyte', 'forms') }} as forms
{%- else %}
{{ no_rows(['form_id', 'form_name']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
