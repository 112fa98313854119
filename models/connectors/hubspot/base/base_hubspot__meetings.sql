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
    cast(null as {{ dbt.type_string() }}) as contact_ids,
    cast(null as {{ dbt.type_string() }}) as company_ids,
    cast(null as {{ dbt.type_string() }}) as deal_ids,
    meetings.is_deleted,
    meetings.property_hs_lastmodifieddate as updated_at,
    meetings.source_name
from {{ source('hubspot__fivetran', 'engagement_meeting') }} as meetings
{%- elif loader == 'airbyte' %}
select
    {{ own_id('meetings.id') }} as meeting_id,
    meetings.properties_hs_createdate as booked_at,
    meetings.properties_hs_meeting_start_time as scheduled_for,
    meetings.properties_hs_activity_type as meeting_type,
    meetings.properties_hs_meeting_outcome as outcome,
    meetings.properties_hubspot_owner_id as owner,
    {{ hubspot_list('meetings.contacts') }} as contact_ids,
    {{ hubspot_list('meetings.companies') }} as company_ids,
    {{ hubspot_list('meetings.deals') }} as deal_ids,
    meetings.archived as is_deleted,
    meetings.properties_hs_lastmodifieddate as updated_at,
    meetings.source_name
from {{ source('hubspot__airbyte', 'engagements_meetings') }} as meetings
{%- else %}
{{ no_rows([
    'meeting_id', 'booked_at', 'scheduled_for', 'meeting_type', 'outcome', 'owner',
    'contact_ids', 'company_ids', 'deal_ids', 'is_deleted', 'updated_at', 'source_name'
]) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
