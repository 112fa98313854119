-- One row is a customer's price over a time that began by the as-of date, in the reporting
-- currency.
select
    subscriptions.subscription_id,
    subscriptions.account_id,
    subscriptions.deal_id,
    subscriptions.started_on,
    -- an end that is still ahead has not happened
    case when subscriptions.ended_on <= {{ as_of() }} then subscriptions.ended_on end as ended_on,
    upper(coalesce(subscriptions.currency, '{{ var("reporting_currency") }}')) as currency,
    {{ in_reporting_currency('subscriptions.monthly_amount', 'subscriptions.currency', 'rates.rate_to_reporting') }}
        as monthly_amount
from {{ ref('stg_subscriptions') }} as subscriptions
left join {{ ref('int_exchange_rates') }} as rates
    on upper(subscriptions.currency) = rates.currency and subscriptions.started_on = rates.date_day
where subscriptions.started_on <= {{ as_of() }}
