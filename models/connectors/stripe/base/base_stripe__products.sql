-- One row is a product of Stripe.
{%- for loader in loaders_of('stripe') %}
{%- if loader == 'export' %}
select
    {{ own_id('product') }} as product_id,
    max(case when substr(product, 1, 5) <> 'prod_' then product end) as product_name
from {{ source('stripe__export', 'subscriptions') }} as delivered
where {{ is_said('product') }}
group by {{ own_id('product') }}
{%- else %}
select
    {{ own_id('id') }} as product_id,
    delivered.name as product_name
from {{ source('stripe__' ~ loader, 'products' if loader == 'airbyte' else 'product') }} as delivered
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
