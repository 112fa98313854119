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
    subscription_id || ', ' || cast(started_on as {{ dbt.type_string() }}) as row_identifier,
    'ends after the next row starts' as rule,
    'ended_on is ' || cast(ended_on as {{ dbt.type_string() }}) || ', the next row starts on '
    || cast(next_started_on as {{ dbt.type_string() }}) || ' and ends it' as detail
from followed
where ended_on > next_started_on
