-- One row is an account of LinkedIn's as it was from a time on.
{%- for loader in loaders_of('linkedin_ads') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('id') }} as account_id,
    currency,
    last_modified_time as known_at
from {{ source('linkedin_ads__fivetran', 'account_history') }} as delivered
{%- elif loader == 'airbyte' %}
select
    {{ own_id('id') }} as account_id,
    currency,
    lastmodified as known_at
from {{ source('linkedin_ads__airbyte', 'accounts') }} as delivered
{%- elif loader == 'export' %}
{{ no_rows(['account_id', 'currency', 'known_at']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
