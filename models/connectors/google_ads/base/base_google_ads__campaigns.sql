-- One row is a campaign of Google Ads as it was from a time on.
{%- for loader in loaders_of('google_ads') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('versions.id') }} as campaign_id,
    versions.name as campaign_name,
    versions.advertising_channel_type as channel_type,
    versions.tracking_url_template,
    versions.start_date as started_on,
    versions.end_date as ended_on,
    versions.updated_at as known_at
from {{ source('google_ads__fivetran', 'campaign_history') }} as versions
{%- elif loader == 'airbyte' %}
select
    {{ own_id('versions.campaign_id') }} as campaign_id,
    versions.campaign_name,
    versions.campaign_advertising_channel_type as channel_type,
    versions.campaign_tracking_url_template as tracking_url_template,
    versions.campaign_start_date as started_on,
    versions.campaign_end_date as ended_on,
    versions.segments_date as known_at
from {{ source('google_ads__airbyte', 'campaign') }} as versions
{%- elif loader == 'export' %}
select
    {{ own_id('coalesce(versions.campaign_id, versions.campaign)') }} as campaign_id,
    versions.campaign as campaign_name,
    replace(upper(versions.campaign_type), ' ', '_') as channel_type,
    versions.tracking_template as tracking_url_template,
    versions.campaign_start_date as started_on,
    versions.campaign_end_date as ended_on,
    versions.day as known_at
from {{ source('google_ads__export', 'campaign_report') }} as versions
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
