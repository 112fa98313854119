-- One row is what a discount of Stripe takes off.
{%- for loader in loaders_of('stripe') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('id') }} as coupon_id,
    percent_off,
    amount_off,
    currency,
    duration
from {{ source('stripe__fivetran', 'coupon') }} as delivered
{%- elif loader == 'airbyte' %}
select
    {{ own_id(json_text('discount', ['coupon', 'id'])) }} as coupon_id,
    {{ json_text('discount', ['coupon', 'percent_off']) }} as percent_off,
    {{ json_text('discount', ['coupon', 'amount_off']) }} as amount_off,
    {{ json_text('discount', ['coupon', 'currency']) }} as currency,
    {{ json_text('discount', ['coupon', 'duration']) }} as duration
from {{ source('stripe__airbyte', 'subscriptions') }} as delivered
where {{ json_text('discount', ['id']) }} is not null
union all
select
    {{ own_id(json_text('discount', ['coupon', 'id'])) }} as coupon_id,
    {{ json_text('discount', ['coupon', 'percent_off']) }} as percent_off,
    {{ json_text('discount', ['coupon', 'amount_off']) }} as amount_off,
    {{ json_text('discount', ['coupon', 'currency']) }} as currency,
    {{ json_text('discount', ['coupon', 'duration']) }} as duration
from {{ source('stripe__airbyte', 'customers') }} as delivered
where {{ json_text('discount', ['id']) }} is not null
{%- elif loader == 'dlt' %}
{%- for table in ('subscription', 'customer') %}
select
    {{ own_id('discount_coupon_id') }} as coupon_id,
    discount_coupon_percent_off as percent_off,
    discount_coupon_amount_off as amount_off,
    discount_coupon_currency as currency,
    discount_coupon_duration as duration
from {{ source('stripe__dlt', table) }} as delivered
where {{ is_said('discount_coupon_id') }}
{{ "union all" if not loop.last }}
{%- endfor %}
{%- elif loader == 'export' %}
{{ no_rows(['coupon_id', 'percent_off', 'amount_off', 'currency', 'duration']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
