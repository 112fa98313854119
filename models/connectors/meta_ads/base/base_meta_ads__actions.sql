-- One row is a day of an ad of Meta's and what people did, by type.
{%- for loader in loaders_of('meta_ads') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('ad_id') }} || ' ' || substr(delivered.date, 1, 10) as actions_key,
    action_type,
    delivered.value as action_count
from {{ source('meta_ads__fivetran', 'basic_ad_actions') }} as delivered
{%- elif loader == 'airbyte' %}
{{ no_rows(['actions_key', 'action_type', 'action_count']) }}
{%- elif loader == 'dlt' %}
select
    {{ own_id('dlt_parent_id') }} as actions_key,
    action_type,
    delivered.value as action_count
from {{ source('meta_ads__dlt', 'facebook_insights_actions') }} as delivered
{%- elif loader == 'export' %}
{{ no_rows(['actions_key', 'action_type', 'action_count']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
