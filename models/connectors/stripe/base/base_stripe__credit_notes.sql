-- One row is a credit note of Stripe.
{%- for loader in loaders_of('stripe') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('id') }} as credit_note_id,
    {{ own_id('invoice_id') }} as invoice_id,
    status,
    total,
    subtotal,
    discount_amount,
    total_excluding_tax,
    currency,
    created,
    livemode
from {{ source('stripe__fivetran', 'credit_note') }} as delivered
{%- elif loader in ('airbyte', 'dlt') %}
select
    {{ own_id('id') }} as credit_note_id,
    {{ own_id('invoice') }} as invoice_id,
    status,
    total,
    subtotal,
    discount_amount,
    total_excluding_tax,
    currency,
    {{ moment_of_number('created') }} as created,
    livemode
from {{ source('stripe__' ~ loader, 'credit_notes' if loader == 'airbyte' else 'credit_note') }} as delivered
{%- elif loader == 'export' %}
{{ no_rows([
    'credit_note_id', 'invoice_id', 'status', 'total', 'subtotal', 'discount_amount', 'total_excluding_tax', 'currency',
    'created', 'livemode'
]) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
