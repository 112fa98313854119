-- One row is a day of a campaign of LinkedIn's; an export's may be of one of its ads.
{%- for loader in loaders_of('linkedin_ads') %}
{%- if loader == 'fivetran' %}
select
    delivered.day as date_day,
    {{ own_id('campaign_id') }} as campaign_id,
    cast(null as {{ dbt.type_string() }}) as group_id,
    cast(null as {{ dbt.type_string() }}) as ad_id,
    cost_in_local_currency as spend,
    cast(null as {{ dbt.type_string() }}) as currency,
    impressions,
    clicks,
    external_website_conversions as website_conversions,
    one_click_leads as form_leads,
    likes,
    comments,
    shares
from {{ source('linkedin_ads__fivetran', 'ad_analytics_by_campaign') }} as delivered
{%- elif loader == 'airbyte' %}
select
    start_date as date_day,
    {{ own_id(without_urn('sponsoredcampaign')) }} as campaign_id,
    cast(null as {{ dbt.type_string() }}) as group_id,
    cast(null as {{ dbt.type_string() }}) as ad_id,
    costinlocalcurrency as spend,
    cast(null as {{ dbt.type_string() }}) as currency,
    impressions,
    clicks,
    externalwebsiteconversions as website_conversions,
    oneclickleads as form_leads,
    likes,
    comments,
    shares
from {{ source('linkedin_ads__airbyte', 'ad_campaign_analytics') }} as delivered
{%- elif loader == 'export' %}
select
    start_date_in_utc as date_day,
    {{ own_id('campaign_id') }} as campaign_id,
    {{ own_id('coalesce(campaign_group_id, campaign_group_name)') }} as group_id,
    {{ own_id('ad_id') }} as ad_id,
    total_spent as spend,
    currency,
    impressions,
    clicks,
    conversions as website_conversions,
    leads as form_leads,
    reactions as likes,
    comments,
    shares
from {{ source('linkedin_ads__export', 'campaign_performance') }} as delivered
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
