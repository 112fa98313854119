-- One row is an activity of HubSpot, as it was before meetings had properties of their own.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('activities.id') }} as activity_id,
    activities.created_at,
    activities.activity_type,
    activities.owner_id as owner
from {{ source('hubspot__fivetran', 'engagement') }} as activities
{%- else %}
{{ no_rows(['activity_id', 'created_at', 'activity_type', 'owner']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
