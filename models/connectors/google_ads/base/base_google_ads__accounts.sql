-- One row is an account of Google Ads as it was from a time on.
{%- for loader in loaders_of('google_ads') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('versions.id') }} as account_id,
    versions.currency_code as currency,
    versions.updated_at as known_at
from {{ source('google_ads__fivetran', 'account_history') }} as versions
{%- elif loader == 'airbyte' %}
select
    {{ own_id('versions.customer_id') }} as account_id,
    versions.customer_currency_code as currency,
    versions.segments_date as known_at
from {{ source('google_ads__airbyte', 'customer') }} as versions
{%- elif loader == 'export' %}
{{ no_rows(['account_id', 'currency', 'known_at']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
