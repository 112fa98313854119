-- One row is a contact of HubSpot and a company that belongs to it.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('pairs.contact_id') }} as contact_id,
    {{ own_id('pairs.company_id') }} as company_id
from {{ source('hubspot__fivetran', 'contact_company') }} as pairs
{%- elif loader == 'dlt' %}
select
    {{ own_id('pairs.contacts_id') }} as contact_id,
    {{ own_id('pairs.value') }} as company_id
from {{ source('hubspot__dlt', 'companies_contacts') }} as pairs
{%- else %}
{{ no_rows(['contact_id', 'company_id']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
