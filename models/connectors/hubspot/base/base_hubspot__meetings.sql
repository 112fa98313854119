-- One row is a meeting of HubSpot.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('meetings.engagement_id') }} as meeting_id,
    meetings.property_hs_createdate as booked_at,
    meetings.start_time as scheduled_for,
    meetings.property_hs_activity_type as meeting_type,
    meetings.meeting_outcome as outcome,
    meetings.property_hubspot_owner_id as owner,
    meetings.is_deleted,
    meetings.property_hs_lastmodifieddate as updated_at
from {{ source('hubspot__fivetran', 'engagement_meeting') }} as meetings
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
