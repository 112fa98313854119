-- One row is what HubSpot knows of a bounce.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('bounces.id') }} as event_id,
    bounces.category
from {{ source('hubspot__fivetran', 'email_event_bounce') }} as bounces
{%- else %}
{{ no_rows(['event_id', 'category']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
