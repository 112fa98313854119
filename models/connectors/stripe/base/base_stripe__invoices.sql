-- One row is an invoice of Stripe.
{%- for loader in loaders_of('stripe') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('id') }} as invoice_id,
    {{ own_id('customer_id') }} as customer_id,
    status,
    total,
    tax,
    total_excluding_tax,
    currency,
    coalesce(status_transitions_finalized_at, created, period_end) as invoiced_at,
    is_deleted,
    livemode
from {{ source('stripe__fivetran', 'invoice') }} as delivered
{%- elif loader == 'airbyte' %}
select
    {{ own_id('id') }} as invoice_id,
    {{ own_id('customer') }} as customer_id,
    status,
    total,
    tax,
    total_excluding_tax,
    currency,
    coalesce({{ moment_of_number(json_text('status_transitions', ['finalized_at'])) }}, {{ moment_of_number('created') }}) as invoiced_at,
    is_deleted,
    livemode
from {{ source('stripe__airbyte', 'invoices') }} as delivered
{%- elif loader == 'dlt' %}
select
    {{ own_id('id') }} as invoice_id,
    {{ own_id('customer') }} as customer_id,
    status,
    total,
    tax,
    total_excluding_tax,
    currency,
    coalesce({{ moment_of_number('status_transitions_finalized_at') }}, {{ moment_of_number('created') }}) as invoiced_at,
    cast(null as {{ dbt.type_string() }}) as is_deleted,
    livemode
from {{ source('stripe__dlt', 'invoice') }} as delivered
{%- elif loader == 'export' %}
select
    {{ own_id('id') }} as invoice_id,
    {{ own_id('customer') }} as customer_id,
    lower(status) as status,
    {{ stripe_smallest_units('total', 'currency') }} as total,
    {{ stripe_smallest_units('tax', 'currency') }} as tax,
    cast(null as {{ dbt.type_string() }}) as total_excluding_tax,
    currency,
    {{ first_said('finalized_at_utc', 'date_utc') }} as invoiced_at,
    cast(null as {{ dbt.type_string() }}) as is_deleted,
    cast(null as {{ dbt.type_string() }}) as livemode
from {{ source('stripe__export', 'invoices') }} as delivered
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
