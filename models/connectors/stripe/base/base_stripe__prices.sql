-- One row is a price of Stripe; one that is a plan, too, is here twice.
{%- for loader in loaders_of('stripe') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('id') }} as price_id,
    coalesce(unit_amount_decimal, unit_amount) as unit_amount,
    currency,
    recurring_interval as billing_interval,
    recurring_interval_count as interval_count,
    recurring_usage_type as usage_type,
    nickname as price_name,
    {{ own_id('product_id') }} as product_id
from {{ source('stripe__fivetran', 'price') }} as delivered
union all
select
    {{ own_id('id') }} as price_id,
    amount as unit_amount,
    currency,
    delivered.interval as billing_interval,
    interval_count,
    usage_type,
    nickname as price_name,
    {{ own_id('product_id') }} as product_id
from {{ source('stripe__fivetran', 'plan') }} as delivered
{%- elif loader == 'airbyte' %}
{%- for table in ('subscription_items', 'invoice_line_items') %}
select
    {{ own_id(json_text('price', ['id'])) }} as price_id,
    coalesce({{ json_text('price', ['unit_amount_decimal']) }}, {{ json_text('price', ['unit_amount']) }}) as unit_amount,
    {{ json_text('price', ['currency']) }} as currency,
    {{ json_text('price', ['recurring', 'interval']) }} as billing_interval,
    {{ json_text('price', ['recurring', 'interval_count']) }} as interval_count,
    {{ json_text('price', ['recurring', 'usage_type']) }} as usage_type,
    {{ json_text('price', ['nickname']) }} as price_name,
    {{ own_id(json_text('price', ['product'])) }} as product_id
from {{ source('stripe__airbyte', table) }} as delivered
union all
{%- endfor %}
select
    {{ own_id(json_text('plan', ['id'])) }} as price_id,
    {{ json_text('plan', ['amount']) }} as unit_amount,
    {{ json_text('plan', ['currency']) }} as currency,
    {{ json_text('plan', ['interval']) }} as billing_interval,
    {{ json_text('plan', ['interval_count']) }} as interval_count,
    {{ json_text('plan', ['usage_type']) }} as usage_type,
    {{ json_text('plan', ['nickname']) }} as price_name,
    {{ own_id(json_text('plan', ['product'])) }} as product_id
from {{ source('stripe__airbyte', 'subscription_items') }} as delivered
where price is null
{%- elif loader == 'dlt' %}
{%- for table in ('subscription_items_data', 'invoice_lines_data') %}
select
    {{ own_id('price_id') }} as price_id,
    coalesce(price_unit_amount_decimal, price_unit_amount) as unit_amount,
    price_currency as currency,
    price_recurring_interval as billing_interval,
    price_recurring_interval_count as interval_count,
    price_recurring_usage_type as usage_type,
    price_nickname as price_name,
    {{ own_id('price_product') }} as product_id
from {{ source('stripe__dlt', table) }} as delivered
{{ "union all" if not loop.last }}
{%- endfor %}
{%- elif loader == 'export' %}
select
    {{ own_id(stripe_exported_item()) }} as price_id,
    {{ stripe_smallest_units('amount', 'currency') }} as unit_amount,
    currency,
    lower(delivered.interval) as billing_interval,
    interval_count,
    cast(null as {{ dbt.type_string() }}) as usage_type,
    case when substr(delivered.plan, 1, 6) <> 'price_' then delivered.plan end as price_name,
    {{ own_id('product') }} as product_id
from {{ source('stripe__export', 'subscriptions') }} as delivered
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
