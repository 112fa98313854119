-- One row is a line of one of Stripe's invoices.
{%- for loader in loaders_of('stripe') %}
{%- if loader == 'fivetran' %}
select
    id as line_id,
    {{ own_id('subscription_item_id') }} as item_id,
    {{ own_id('subscription_id') }} as subscription_id,
    {{ own_id('plan_id') }} as price_id,
    quantity,
    amount,
    period_start,
    period_end,
    proration as is_proration
from {{ source('stripe__fivetran', 'invoice_line_item') }} as delivered
{%- elif loader == 'airbyte' %}
select
    id as line_id,
    {{ own_id('subscription_item') }} as item_id,
    {{ own_id('subscription') }} as subscription_id,
    {{ own_id(json_text('price', ['id'])) }} as price_id,
    quantity,
    amount,
    {{ moment_of_number(json_text('period', ['start'])) }} as period_start,
    {{ moment_of_number(json_text('period', ['end'])) }} as period_end,
    proration as is_proration
from {{ source('stripe__airbyte', 'invoice_line_items') }} as delivered
{%- elif loader == 'dlt' %}
select
    id as line_id,
    {{ own_id('subscription_item') }} as item_id,
    {{ own_id('subscription') }} as subscription_id,
    {{ own_id('price_id') }} as price_id,
    quantity,
    amount,
    {{ moment_of_number('period_start') }} as period_start,
    {{ moment_of_number('period_end') }} as period_end,
    proration as is_proration
from {{ source('stripe__dlt', 'invoice_lines_data') }} as delivered
{%- elif loader == 'export' %}
{{ no_rows([
    'line_id', 'item_id', 'subscription_id', 'price_id', 'quantity', 'amount', 'period_start', 'period_end', 'is_proration'
]) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
