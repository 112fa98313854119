-- One row is a product at a price in a subscription of Stripe.
{%- for loader in loaders_of('stripe') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('id') }} as item_id,
    {{ own_id('subscription_id') }} as subscription_id,
    {{ own_id('plan_id') }} as price_id,
    quantity,
    created
from {{ source('stripe__fivetran', 'subscription_item') }} as delivered
{%- elif loader == 'airbyte' %}
select
    {{ own_id('id') }} as item_id,
    {{ own_id('subscription') }} as subscription_id,
    coalesce({{ own_id(json_text('price', ['id'])) }}, {{ own_id(json_text('plan', ['id'])) }}) as price_id,
    quantity,
    {{ moment_of_number('created') }} as created
from {{ source('stripe__airbyte', 'subscription_items') }} as delivered
{%- elif loader == 'dlt' %}
select
    {{ own_id('id') }} as item_id,
    {{ own_id('subscription') }} as subscription_id,
    {{ own_id('price_id') }} as price_id,
    quantity,
    {{ moment_of_number('created') }} as created
from {{ source('stripe__dlt', 'subscription_items_data') }} as delivered
{%- elif loader == 'export' %}
select
    {{ own_id(stripe_exported_item()) }} as item_id,
    {{ own_id('id') }} as subscription_id,
    {{ own_id(stripe_exported_item()) }} as price_id,
    quantity,
    created_utc as created
from {{ source('stripe__export', 'subscriptions') }} as delivered
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
