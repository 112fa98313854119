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
{{ no_rows(['ad_id', 'ad_group_id', 'campaign_id', 'known_at']) }}
{%- elif loader == 'dlt' %}
{{ no_rows(['ad_id', 'ad_group_id', 'campaign_id', 'known_at']) }}
{%- elif loader == 'export' %}
{{ no_rows(['ad_id', 'ad_group_id', 'campaign_id', 'known_at']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
