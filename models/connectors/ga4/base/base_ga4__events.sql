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
{{ no_rows([
    'event_date', 'occurred_at', 'event_name', 'visitor_id', 'session_id', 'is_intraday',
    'batch_event_index', 'page_location', 'page_referrer', 'engagement_msec', 'percent_scrolled',
    'session_source', 'session_medium', 'session_campaign', 'link_source', 'link_medium', 'link_campaign',
    'gclid', 'dclid', 'device', 'country'
]) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
