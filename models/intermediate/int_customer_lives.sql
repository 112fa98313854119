-- One row is an unbroken time in which an account was a customer.
with

spans as (
    select
        account_id,
        started_on,
        ended_on,
        false as is_by_revenue
    from {{ ref('int_subscriptions') }}
    where ended_on is null or ended_on > started_on
    union all
    -- without subscriptions, revenue makes a customer for twelve months
    select
        account_id,
        event_on as started_on,
        case
            when cast(event_on + interval '12' month as date) <= {{ as_of() }}
                then cast(event_on + interval '12' month as date)
        end as ended_on,
        true as is_by_revenue
    from (
        select account_id, invoice_date as event_on from {{ ref('stg_invoices') }} where amount > 0
        union all
        select account_id, closed_on as event_on from {{ ref('int_deals') }} where is_won and account_id is not null
    ) as revenue_events
    where (select count(*) from {{ ref('stg_subscriptions') }}) = 0
),

ordered as (
    select
        *,
        max(coalesce(ended_on, cast('9999-12-31' as date))) over (
            partition by account_id
            order by started_on, coalesce(ended_on, cast('9999-12-31' as date))
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from spans
),

numbered as (
    select
        *,
        sum(case when covered_until is null or started_on > covered_until then 1 else 0 end) over (
            partition by account_id
            order by started_on, coalesce(ended_on, cast('9999-12-31' as date))
            rows between unbounded preceding and current row
        ) as life_number
    from ordered
)

select
    account_id,
    cast(life_number as bigint) as life_number,
    min(started_on) as started_on,
    nullif(max(coalesce(ended_on, cast('9999-12-31' as date))), cast('9999-12-31' as date)) as ended_on,
    bool_or(is_by_revenue) as is_by_revenue
from numbered
group by account_id, life_number
