-- One row is an activity of HubSpot and a deal that belongs to it.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('pairs.engagement_id') }} as meeting_id,
    {{ own_id('pairs.deal_id') }} as deal_id
from {{ source('hubspot__fivetran', 'engagement_deal') }} as pairs
{%- else %}
{{ no_rows(['meeting_id', 'deal_id']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
