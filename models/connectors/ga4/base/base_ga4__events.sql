-- One row is an event of GA4's. A view, so that each input reads the events once.
{{ config(materialized='view') }}
{%- for loader in loaders_of('ga4') %}
{%- if loader == 'fivetran' %}
select
    delivered.date as event_date,
    delivered.timestamp as occurred_at,
    delivered.name as event_name,
    {{ own_id('user_pseudo_id') }} as visitor_id,
    case when param_ga_session_id <> '' then {{ own_id('user_pseudo_id') }} || '.' || param_ga_session_id end as session_id,
    is_intraday,
    batch_event_index,
    param_page_location as page_location,
    param_page_referrer as page_referrer,
    param_engagement_time_msec as engagement_msec,
    param_percent_scrolled as percent_scrolled,
    session_traffic_source_last_click_manual_campaign_source as session_source,
    session_traffic_source_last_click_manual_campaign_medium as session_medium,
    session_traffic_source_last_click_manual_campaign_campaign_name as session_campaign,
    collected_traffic_source_manual_source as link_source,
    collected_traffic_source_manual_medium as link_medium,
    collected_traffic_source_manual_campaign_name as link_campaign,
    collected_traffic_source_gclid as gclid,
    collected_traffic_source_dclid as dclid,
    device_category as device,
    geo_country as country
from {{ source('ga4__fivetran', 'event') }} as delivered
{%- elif loader == 'export' %}
select
    cast(null as {{ dbt.type_string() }}) as event_date,
    cast(null as {{ dbt.type_string() }}) as occurred_at,
    cast(null as {{ dbt.type_string() }}) as event_name,
    cast(null as {{ dbt.type_string() }}) as visitor_id,
    cast(null as {{ dbt.type_string() }}) as session_id,
    cast(null as {{ dbt.type_string() }}) as is_intraday,
    cast(null as {{ dbt.type_string() }}) as batch_event_index,
    cast(null as {{ dbt.type_string() }}) as page_location,
    cast(null as {{ dbt.type_string() }}) as page_referrer,
    cast(null as {{ dbt.type_string() }}) as engagement_msec,
    cast(null as {{ dbt.type_string() }}) as percent_scrolled,
    cast(null as {{ dbt.type_string() }}) as session_source,
    cast(null as {{ dbt.type_string() }}) as session_medium,
    cast(null as {{ dbt.type_string() }}) as session_campaign,
    cast(null as {{ dbt.type_string() }}) as link_source,
    cast(null as {{ dbt.type_string() }}) as link_medium,
    cast(null as {{ dbt.type_string() }}) as link_campaign,
    cast(null as {{ dbt.type_string() }}) as gclid,
    cast(null as {{ dbt.type_string() }}) as dclid,
    cast(null as {{ dbt.type_string() }}) as device,
    cast(null as {{ dbt.type_string() }}) as country
from {{ source('ga4__export', 'exploration') }} as delivered
where 1 = 0
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
