-- One row is an activity of HubSpot and a contact that belongs to it.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('pairs.engagement_id') }} as meeting_id,
    {{ own_id('pairs.contact_id') }} as contact_id
from {{ source('hubspot__fivetran', 'engagement_contact') }} as pairs
{%- else %}
{{ no_rows(['meeting_id', 'contact_id']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
