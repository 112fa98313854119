-- Deal by deal: pipeline is the amount at the last rate up to the day of creation, revenue at that of the closing,
-- for won deals alone; what has no rate has no amount.
with

rates as (
    select
        date_day,
        upper(currency) as currency,
        max(rate_to_reporting) as rate
    from {{ ref('stg_exchange_rates') }}
    group by date_day, upper(currency)
),

accepted as (
    select
        deals.deal_id,
        deals.amount,
        upper(coalesce(deals.currency, '{{ var("reporting_currency") }}')) as currency,
        {{ business_date('deals.created_at') }} as created_on,
        case when outcomes.outcome = 'won' then {{ business_date('deals.closed_at') }} end as won_on
    from {{ ref('stg_deals') }} as deals
    inner join {{ ref('int_deal_outcomes') }} as outcomes
        on deals.deal_id = outcomes.deal_id
),

rate_days as (
    select
        accepted.deal_id,
        max(case
            when rates.date_day between accepted.created_on - {{ var('exchange_rate_days') }} and accepted.created_on
                then rates.date_day
        end) as created_rate_on,
        max(case
            when rates.date_day between accepted.won_on - {{ var('exchange_rate_days') }} and accepted.won_on
                then rates.date_day
        end) as won_rate_on
    from accepted
    inner join rates
        on accepted.currency = rates.currency
    group by accepted.deal_id
),

expected as (
    select
        accepted.deal_id,
        {{ in_reporting_currency('accepted.amount', 'accepted.currency', 'created.rate') }} as pipeline_amount,
        case
            when accepted.won_on is not null
                then {{ in_reporting_currency('accepted.amount', 'accepted.currency', 'won.rate') }}
        end as revenue_amount
    from accepted
    left join rate_days
        on accepted.deal_id = rate_days.deal_id
    left join rates as created
        on accepted.currency = created.currency and rate_days.created_rate_on = created.date_day
    left join rates as won
        on accepted.currency = won.currency and rate_days.won_rate_on = won.date_day
)

select
    deal_id,
    expected.pipeline_amount as expected_pipeline,
    deals.pipeline_amount,
    expected.revenue_amount as expected_revenue,
    deals.revenue_amount
from expected
full outer join {{ ref('fct_deals') }} as deals using (deal_id)
where
    expected.pipeline_amount is distinct from deals.pipeline_amount
    or expected.revenue_amount is distinct from deals.revenue_amount
