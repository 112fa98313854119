-- One row is a row of Google Ads' report on campaigns: a day of a campaign, on one device, in one network.
{%- for loader in loaders_of('google_ads') %}
{%- if loader == 'fivetran' %}
select
    stats.date as date_day,
    {{ own_id('stats.id') }} as campaign_id,
    {{ own_id('stats.customer_id') }} as account_id,
    stats.device,
    stats.ad_network_type as network,
    cast(null as {{ dbt.type_string() }}) as currency,
    stats.cost_micros,
    cast(null as {{ dbt.type_string() }}) as cost,
    stats.impressions,
    stats.clicks,
    stats.conversions
from {{ source('google_ads__fivetran', 'campaign_stats') }} as stats
{%- elif loader == 'airbyte' %}
select
    stats.segments_date as date_day,
    {{ own_id('stats.campaign_id') }} as campaign_id,
    {{ own_id('stats.customer_id') }} as account_id,
    stats.segments_device as device,
    stats.segments_ad_network_type as network,
    stats.customer_currency_code as currency,
    stats.metrics_cost_micros as cost_micros,
    cast(null as {{ dbt.type_string() }}) as cost,
    stats.metrics_impressions as impressions,
    stats.metrics_clicks as clicks,
    stats.metrics_conversions as conversions
from {{ source('google_ads__airbyte', 'campaign') }} as stats
{%- elif loader == 'export' %}
select
    stats.day as date_day,
    {{ own_id('coalesce(stats.campaign_id, stats.campaign)') }} as campaign_id,
    cast(null as {{ dbt.type_string() }}) as account_id,
    stats.device,
    stats.network,
    stats.currency_code as currency,
    cast(null as {{ dbt.type_string() }}) as cost_micros,
    stats.cost,
    stats.impr as impressions,
    stats.clicks,
    stats.conversions
from {{ source('google_ads__export', 'campaign_report') }} as stats
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
