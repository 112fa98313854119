-- One row is a product of Stripe.
{%- for loader in loaders_of('stripe') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('id') }} as product_id,
    delivered.name as product_name
from {{ source('stripe__fivetran', 'product') }} as delivered
{%- elif loader == 'airbyte' %}
select
    {{ own_id('id') }} as product_id,
    delivered.name as product_name
from {{ source('stripe__airbyte', 'products') }} as delivered
{%- elif loader == 'dlt' %}
select
    {{ own_id('id') }} as product_id,
    delivered.name as product_name
from {{ source('stripe__dlt', 'product') }} as delivered
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
