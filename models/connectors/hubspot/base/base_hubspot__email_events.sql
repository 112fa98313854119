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
{%- elif loader == 'airbyte' %}
select
    {{ own_id('events.id') }} as event_id,
    {{ moment_of_milliseconds('events.created') }} as occurred_at,
    events.type as event_type,
    {{ own_id('events.emailcampaignid') }} as message_id,
    events.recipient,
    events.filteredevent as is_filtered,
    events.category as bounce_category,
    events.portalsubscriptionstatus as subscription_status,
    events.bounced as is_bounce
from {{ source('hubspot__airbyte', 'email_events') }} as events
{%- else %}
{{ no_rows([
    'event_id', 'occurred_at', 'event_type', 'message_id',
    'recipient', 'is_filtered', 'bounce_category', 'subscription_status', 'is_bounce'
]) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
