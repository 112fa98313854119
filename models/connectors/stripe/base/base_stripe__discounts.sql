-- One row is a discount of a subscription or of a customer of Stripe.
{%- for loader in loaders_of('stripe') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('coupon_id') }} as coupon_id,
    {{ own_id('subscription_id') }} as subscription_id,
    {{ own_id('customer_id') }} as customer_id,
    invoice_id,
    start_at as started_at,
    end_at as ended_at
from {{ source('stripe__fivetran', 'subscription_discount') }} as delivered
union all
select
    {{ own_id('coupon_id') }} as coupon_id,
    {{ own_id('subscription_id') }} as subscription_id,
    {{ own_id('customer_id') }} as customer_id,
    invoice_id,
    start_at as started_at,
    end_at as ended_at
from {{ source('stripe__fivetran', 'discount') }} as delivered
{%- elif loader == 'airbyte' %}
select
    {{ own_id(json_text('discount', ['coupon', 'id'])) }} as coupon_id,
    {{ own_id('id') }} as subscription_id,
    {{ own_id('customer') }} as customer_id,
    cast(null as {{ dbt.type_string() }}) as invoice_id,
    {{ moment_of_number(json_text('discount', ['start'])) }} as started_at,
    {{ moment_of_number(json_text('discount', ['end'])) }} as ended_at
from {{ source('stripe__airbyte', 'subscriptions') }} as delivered
where {{ json_text('discount', ['id']) }} is not null
union all
select
    {{ own_id(json_text('discount', ['coupon', 'id'])) }} as coupon_id,
    cast(null as {{ dbt.type_string() }}) as subscription_id,
    {{ own_id('id') }} as customer_id,
    cast(null as {{ dbt.type_string() }}) as invoice_id,
    {{ moment_of_number(json_text('discount', ['start'])) }} as started_at,
    {{ moment_of_number(json_text('discount', ['end'])) }} as ended_at
from {{ source('stripe__airbyte', 'customers') }} as delivered
where {{ json_text('discount', ['id']) }} is not null
{%- elif loader == 'dlt' %}
{%- for table in ('subscription', 'customer') %}
select
    {{ own_id('discount_coupon_id') }} as coupon_id,
    {{ own_id('id') if table == 'subscription' else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as subscription_id,
    {{ own_id('customer' if table == 'subscription' else 'id') }} as customer_id,
    cast(null as {{ dbt.type_string() }}) as invoice_id,
    {{ moment_of_number('discount_start') }} as started_at,
    {{ moment_of_number('discount_end') }} as ended_at
from {{ source('stripe__dlt', table) }} as delivered
where {{ is_said('discount_coupon_id') }}
{{ "union all" if not loop.last }}
{%- endfor %}
{%- elif loader == 'export' %}
{{ no_rows(['coupon_id', 'subscription_id', 'customer_id', 'invoice_id', 'started_at', 'ended_at']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
