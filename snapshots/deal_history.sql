{% snapshot deal_history %}
-- One row is a deal as the builds saw it from one as-of date on; what CRMs overwrite is kept here.
{{ config(
    unique_key='deal_id',
    strategy='check',
    check_cols=['amount', 'currency', 'expected_close_on', 'stage', 'probability'],
    updated_at='seen_at',
) }}

select
    deal_id,
    amount,
    currency,
    expected_close_on,
    stage,
    probability,
    cast({{ as_of() }} as timestamp) as seen_at
from {{ ref('stg_deals') }}
{% endsnapshot %}
