-- One row is a change of a recipient's subscription.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('changes.id') }} as event_id,
    changes.portal_subscription_status as subscription_status,
    changes.bounced as is_bounce
from {{ source('hubspot__fivetran', 'email_event_status_change') }} as changes
{%- else %}
{{ no_rows(['event_id', 'subscription_status', 'is_bounce']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
