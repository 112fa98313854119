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
{%- elif loader == 'export' %}
select
    {{ own_id('product') }} as product_id,
    max(case when substr(product, 1, 5) <> 'prod_' then product end) as product_name
from {{ source('stripe__export', 'subscriptions') }} as delivered
where {{ is_said('product') }}
group by {{ own_id('product') }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
