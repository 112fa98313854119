-- One row is a deal of HubSpot and a contact that belongs to it.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('pairs.deal_id') }} as deal_id,
    {{ own_id('pairs.contact_id') }} as contact_id,
    case when lower(pairs.type) like '%primary%' then 'true' else 'false' end as is_primary
from {{ source('hubspot__fivetran', 'deal_contact') }} as pairs
{%- elif loader == 'dlt' %}
select
    {{ own_id('pairs.deals_id') }} as deal_id,
    {{ own_id('pairs.value') }} as contact_id,
    cast(null as {{ dbt.type_string() }}) as is_primary
from {{ source('hubspot__dlt', 'contacts_deals') }} as pairs
{%- else %}
{{ no_rows(['deal_id', 'contact_id', 'is_primary']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
