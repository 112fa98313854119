-- One row is an activity of HubSpot and a company that belongs to it.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('pairs.engagement_id') }} as meeting_id,
    {{ own_id('pairs.company_id') }} as company_id
from {{ source('hubspot__fivetran', 'engagement_company') }} as pairs
{%- else %}
{{ no_rows(['meeting_id', 'company_id']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
