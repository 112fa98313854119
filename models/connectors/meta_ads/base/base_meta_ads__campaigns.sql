-- One row is a campaign of Meta's as it was from a time on.
{%- for loader in loaders_of('meta_ads') %}
{%- if loader in ('fivetran', 'airbyte', 'dlt') %}
select
    {{ own_id('id') }} as campaign_id,
    delivered.name as campaign_name,
    start_time as starts_at,
    stop_time as ends_at,
    updated_time as known_at
from {{ source('meta_ads__' ~ loader, 'campaign_history' if loader == 'fivetran' else 'campaigns') }} as delivered
{%- elif loader == 'export' %}
select
    {{ own_id('coalesce(campaign_id, campaign_name)') }} as campaign_id,
    campaign_name,
    cast(null as {{ dbt.type_string() }}) as starts_at,
    cast(null as {{ dbt.type_string() }}) as ends_at,
    reporting_starts as known_at
from {{ source('meta_ads__export', 'ads_report') }} as delivered
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
