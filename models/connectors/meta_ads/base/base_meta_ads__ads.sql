-- One row is an ad of Meta's, and its campaign, as it was from a time on.
{%- for loader in loaders_of('meta_ads') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('id') }} as ad_id,
    {{ own_id('ad_set_id') }} as ad_group_id,
    {{ own_id('campaign_id') }} as campaign_id,
    updated_time as known_at
from {{ source('meta_ads__fivetran', 'ad_history') }} as delivered
{%- elif loader == 'airbyte' %}
select
    cast(null as {{ dbt.type_string() }}) as ad_id,
    cast(null as {{ dbt.type_string() }}) as ad_group_id,
    cast(null as {{ dbt.type_string() }}) as campaign_id,
    cast(null as {{ dbt.type_string() }}) as known_at
from {{ source('meta_ads__airbyte', 'ads_insights') }} as delivered
where 1 = 0
{%- elif loader == 'dlt' %}
select
    cast(null as {{ dbt.type_string() }}) as ad_id,
    cast(null as {{ dbt.type_string() }}) as ad_group_id,
    cast(null as {{ dbt.type_string() }}) as campaign_id,
    cast(null as {{ dbt.type_string() }}) as known_at
from {{ source('meta_ads__dlt', 'facebook_insights') }} as delivered
where 1 = 0
{%- elif loader == 'export' %}
select
    cast(null as {{ dbt.type_string() }}) as ad_id,
    cast(null as {{ dbt.type_string() }}) as ad_group_id,
    cast(null as {{ dbt.type_string() }}) as campaign_id,
    cast(null as {{ dbt.type_string() }}) as known_at
from {{ source('meta_ads__export', 'ads_report') }} as delivered
where 1 = 0
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
