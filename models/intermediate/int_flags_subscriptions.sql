-- One row is a subscription's row that says it ends after the next one starts, which ends it.
with

followed as (
    select
        *,
        lead(started_on) over (partition by subscription_id order by started_on) as next_started_on
    from {{ ref('stg_subscriptions') }}
)

select
    'subscriptions' as input,
    'is after the start of the next row, which ends this one' as rule,
    subscription_id || ', ' || cast(started_on as {{ dbt.type_string() }}) as row_identifier,
    'ended_on' as column_name,
    cast(ended_on as {{ dbt.type_string() }}) as value
from followed
where ended_on > next_started_on
