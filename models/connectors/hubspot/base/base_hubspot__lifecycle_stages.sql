-- One row is a lifecycle stage of contacts: the word that HubSpot stores, and what people read.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    options.value,
    options.label,
    options.source_name
from {{ source('hubspot__fivetran', 'property_option') }} as options
inner join {{ source('hubspot__fivetran', 'property') }} as properties
    on options.property_id = properties.fivetran_id and options.source_name = properties.source_name
where properties.name = 'lifecyclestage' and lower(properties.hubspot_object) = 'contact'
{%- else %}
{{ no_rows(['value', 'label', 'source_name']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
