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
select
    cast(null as {{ dbt.type_string() }}) as account_id,
    cast(null as {{ dbt.type_string() }}) as currency,
    cast(null as {{ dbt.type_string() }}) as known_at
from {{ source('linkedin_ads__export', 'campaign_performance') }} as delivered
where 1 = 0
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
