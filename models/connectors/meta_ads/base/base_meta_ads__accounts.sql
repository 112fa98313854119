-- One row is an account of Meta's as it was from a time on.
{%- for loader in loaders_of('meta_ads') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('id') }} as account_id,
    currency,
    fivetran_synced as known_at
from {{ source('meta_ads__fivetran', 'account_history') }} as delivered
{%- elif loader == 'airbyte' %}
select
    {{ own_id('account_id') }} as account_id,
    currency,
    cast(null as {{ dbt.type_string() }}) as known_at
from {{ source('meta_ads__airbyte', 'ad_account') }} as delivered
{%- elif loader == 'dlt' %}
{{ no_rows(['account_id', 'currency', 'known_at']) }}
{%- elif loader == 'export' %}
{{ no_rows(['account_id', 'currency', 'known_at']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
