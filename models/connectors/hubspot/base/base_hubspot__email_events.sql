-- One row is something that happened to a message of HubSpot.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('events.id') }} as event_id,
    events.created as occurred_at,
    events.type as event_type,
    {{ own_id('events.email_campaign_id') }} as message_id,
    events.recipient,
    events.filtered_event as is_filtered,
    cast(null as {{ dbt.type_string() }}) as bounce_category,
    cast(null as {{ dbt.type_string() }}) as subscription_status,
    cast(null as {{ dbt.type_string() }}) as is_bounce
from {{ source('hubspot__fivetran', 'email_event') }} as events
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
