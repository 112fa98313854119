-- One row is an unbroken time in which an account was a customer.
with

-- what makes a customer without subscriptions: invoices and won deals, for twelve months
revenue_events as (
    select
        account_id,
        'invoice in ' || currency as kind,
        invoice_date as event_on,
        amount
    from {{ ref('int_invoices') }}
    union all
    select
        deals.account_id,
        'deal in ' || deals.currency as kind,
        deals.closed_on as event_on,
        -- a deal of an unknown amount is won all the same
        coalesce(stg_deals.amount, 0.0001) as amount
    from {{ ref('int_deals') }} as deals
    inner join {{ ref('stg_deals') }} as stg_deals
        on deals.deal_id = stg_deals.deal_id
    where deals.is_won and deals.account_id is not null
),

revenue_changes as (
    select account_id, kind, event_on as changed_on, amount from revenue_events
    union all
    select
        account_id,
        kind,
        cast(event_on + interval '12' month as date) as changed_on,
        -amount as amount
    from revenue_events
),

revenue_days as (
    select
        account_id,
        kind,
        changed_on,
        sum(amount) as change_amount
    from revenue_changes
    where changed_on <= {{ as_of() }}
    group by account_id, kind, changed_on
),

-- the sum of twelve months, from each change to the next; each currency by itself, so that an
-- invoice and its credit note cancel out at any rate
revenue_spans as (
    select
        account_id,
        changed_on as started_on,
        lead(changed_on) over (partition by account_id, kind order by changed_on) as ended_on,
        sum(change_amount) over (
            partition by account_id, kind order by changed_on rows between unbounded preceding and current row
        ) as amount_of_twelve_months
    from revenue_days
),

spans as (
    select
        account_id,
        started_on,
        ended_on,
        false as is_by_revenue
    from {{ ref('int_subscriptions') }}
    where is_paid and (ended_on is null or ended_on > started_on)
    union all
    select
        account_id,
        started_on,
        ended_on,
        true as is_by_revenue
    from revenue_spans
    where amount_of_twelve_months > 0 and (select count(*) from {{ ref('stg_subscriptions') }}) = 0
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
