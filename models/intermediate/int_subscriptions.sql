-- One row is a customer's price over a time that began by the as-of date, in the reporting
-- currency.
with

-- a price change is the next row: whatever the row before says of its end, it ends it
followed as (
    select
        *,
        lead(started_on) over (partition by subscription_id order by started_on) as next_started_on
    from {{ ref('stg_subscriptions') }}
),

ended as (
    select
        *,
        case when next_started_on < ended_on or ended_on is null then next_started_on else ended_on end as last_on
    from followed
)

select
    subscriptions.subscription_id,
    coalesce(accounts.account_id, subscriptions.account_id) as account_id,
    coalesce(deals.deal_id, subscriptions.deal_id) as deal_id,
    subscriptions.started_on,
    -- an end that is still ahead has not happened
    case when subscriptions.last_on <= {{ as_of() }} then subscriptions.last_on end as ended_on,
    upper(coalesce(subscriptions.currency, '{{ var("reporting_currency") }}')) as currency,
    {{ in_reporting_currency('subscriptions.monthly_amount', 'subscriptions.currency', 'rates.rate_to_reporting') }}
        as monthly_amount,
    -- also where the price cannot be converted
    subscriptions.monthly_amount > 0 as is_paid
from ended as subscriptions
left join {{ ref('int_exchange_rates') }} as rates
    on upper(subscriptions.currency) = rates.currency and subscriptions.started_on = rates.date_day
left join {{ ref('int_account_bridge') }} as accounts
    on subscriptions.account_id = accounts.source_account_id
left join {{ ref('int_deal_bridge') }} as deals
    on subscriptions.deal_id = deals.source_deal_id
where subscriptions.started_on <= {{ as_of() }}
