-- One row is an amount and a currency: what is left out of every sum because its day has no
-- exchange rate.
with

left_out as (
    select 'deals' as input, 'pipeline' as used_for, deals.currency, stg_deals.amount
    from {{ ref('fct_deals') }} as deals
    inner join {{ ref('stg_deals') }} as stg_deals
        on deals.deal_id = stg_deals.deal_id
    where deals.pipeline_amount is null
    union all
    select 'deals' as input, 'revenue' as used_for, deals.currency, stg_deals.amount
    from {{ ref('fct_deals') }} as deals
    inner join {{ ref('stg_deals') }} as stg_deals
        on deals.deal_id = stg_deals.deal_id
    where deals.is_won and deals.revenue_amount is null
    union all
    select 'ad_spend' as input, 'spend' as used_for, upper(spend.currency) as currency, spend.spend as amount
    from {{ ref('stg_ad_spend') }} as spend
    left join {{ ref('int_exchange_rates') }} as rates
        on upper(spend.currency) = rates.currency and spend.date_day = rates.date_day
    where upper(spend.currency) <> '{{ var("reporting_currency") }}' and rates.currency is null
    union all
    select 'costs' as input, 'costs' as used_for, upper(costs.currency) as currency, costs.amount
    from {{ ref('stg_costs') }} as costs
    left join {{ ref('int_exchange_rates') }} as rates
        on upper(costs.currency) = rates.currency and costs.date_day = rates.date_day
    where upper(costs.currency) <> '{{ var("reporting_currency") }}' and rates.currency is null
    union all
    select 'subscriptions' as input, 'mrr' as used_for, subscriptions.currency, stg_subscriptions.monthly_amount as amount
    from {{ ref('fct_subscriptions') }} as subscriptions
    inner join {{ ref('stg_subscriptions') }} as stg_subscriptions
        on
            subscriptions.subscription_id = stg_subscriptions.subscription_id
            and subscriptions.started_on = stg_subscriptions.started_on
    where subscriptions.monthly_amount is null
    union all
    select 'invoices' as input, 'recognised revenue' as used_for, invoices.currency, stg_invoices.amount
    from {{ ref('fct_invoices') }} as invoices
    inner join {{ ref('stg_invoices') }} as stg_invoices
        on invoices.invoice_id = stg_invoices.invoice_id
    where invoices.revenue_amount is null
)

select
    input,
    used_for,
    currency,
    cast(count(*) as bigint) as row_count,
    cast(sum(amount) as decimal(38, 4)) as amount
from left_out
where amount is not null
group by input, used_for, currency
