-- One row is a customer of Stripe.
{%- for loader in loaders_of('stripe') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('id') }} as customer_id,
    {{ own_id(json_text('metadata', ['account_id'])) }} as account_id,
    coalesce(delivered.name, delivered.description) as customer_name,
    email,
    address_country as country,
    created,
    is_deleted,
    livemode
from {{ source('stripe__fivetran', 'customer') }} as delivered
{%- elif loader == 'airbyte' %}
select
    {{ own_id('id') }} as customer_id,
    {{ own_id(json_text('metadata', ['account_id'])) }} as account_id,
    coalesce(delivered.name, delivered.description) as customer_name,
    email,
    {{ json_text('address', ['country']) }} as country,
    {{ moment_of_number('created') }} as created,
    is_deleted,
    livemode
from {{ source('stripe__airbyte', 'customers') }} as delivered
{%- elif loader == 'dlt' %}
select
    {{ own_id('id') }} as customer_id,
    {{ own_id('metadata_account_id') }} as account_id,
    coalesce(delivered.name, delivered.description) as customer_name,
    email,
    address_country as country,
    {{ moment_of_number('created') }} as created,
    cast(null as {{ dbt.type_string() }}) as is_deleted,
    livemode
from {{ source('stripe__dlt', 'customer') }} as delivered
{%- elif loader == 'export' %}
select
    {{ own_id('id') }} as customer_id,
    {{ own_id('account_id_metadata') }} as account_id,
    {{ first_said('delivered.name', 'delivered.description') }} as customer_name,
    email,
    card_address_country as country,
    created_utc as created,
    cast(null as {{ dbt.type_string() }}) as is_deleted,
    cast(null as {{ dbt.type_string() }}) as livemode
from {{ source('stripe__export', 'customers') }} as delivered
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
