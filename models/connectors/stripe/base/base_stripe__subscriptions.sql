-- One row is a subscription of Stripe, or an earlier state of one.
{%- for loader in loaders_of('stripe') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('id') }} as subscription_id,
    {{ own_id('customer_id') }} as customer_id,
    status,
    created,
    start_date,
    trial_start,
    trial_end,
    ended_at,
    livemode,
    coalesce(cancellation_details_feedback, cancellation_details_reason) as churn_reason,
    fivetran_active as is_current
from {{ source('stripe__fivetran', 'subscription_history') }} as delivered
union all
select
    {{ own_id('id') }} as subscription_id,
    {{ own_id('customer_id') }} as customer_id,
    status,
    created,
    start_date,
    trial_start,
    trial_end,
    ended_at,
    livemode,
    coalesce(cancellation_details_feedback, cancellation_details_reason) as churn_reason,
    cast(null as {{ dbt.type_string() }}) as is_current
from {{ source('stripe__fivetran', 'subscription') }} as delivered
{%- elif loader == 'airbyte' %}
select
    {{ own_id('id') }} as subscription_id,
    {{ own_id('customer') }} as customer_id,
    status,
    {{ moment_of_number('created') }} as created,
    {{ moment_of_number('start_date') }} as start_date,
    {{ moment_of_number('trial_start') }} as trial_start,
    {{ moment_of_number('trial_end') }} as trial_end,
    {{ moment_of_number('ended_at') }} as ended_at,
    livemode,
    coalesce({{ json_text('cancellation_details', ['feedback']) }}, {{ json_text('cancellation_details', ['reason']) }}) as churn_reason,
    cast(null as {{ dbt.type_string() }}) as is_current
from {{ source('stripe__airbyte', 'subscriptions') }} as delivered
{%- elif loader == 'dlt' %}
select
    {{ own_id('id') }} as subscription_id,
    {{ own_id('customer') }} as customer_id,
    status,
    {{ moment_of_number('created') }} as created,
    {{ moment_of_number('start_date') }} as start_date,
    {{ moment_of_number('trial_start') }} as trial_start,
    {{ moment_of_number('trial_end') }} as trial_end,
    {{ moment_of_number('ended_at') }} as ended_at,
    livemode,
    coalesce(cancellation_details_feedback, cancellation_details_reason) as churn_reason,
    cast(null as {{ dbt.type_string() }}) as is_current
from {{ source('stripe__dlt', 'subscription') }} as delivered
{%- elif loader == 'export' %}
select
    {{ own_id('id') }} as subscription_id,
    {{ own_id('customer_id') }} as customer_id,
    lower(status) as status,
    created_utc as created,
    start_utc as start_date,
    trial_start_utc as trial_start,
    trial_end_utc as trial_end,
    ended_at_utc as ended_at,
    cast(null as {{ dbt.type_string() }}) as livemode,
    {{ first_said('cancellation_feedback', 'cancellation_reason') }} as churn_reason,
    cast(null as {{ dbt.type_string() }}) as is_current
from {{ source('stripe__export', 'subscriptions') }} as delivered
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
