-- Deal by deal: pipeline is the amount at the rate of the day of creation, revenue that of the closing, for
-- won deals alone; what has no rate has no amount.
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
        deal_id,
        amount,
        upper(coalesce(currency, '{{ var("reporting_currency") }}')) as currency,
        {{ business_date('created_at') }} as created_on,
        case when is_won then {{ business_date('closed_at') }} end as won_on
    from {{ ref('stg_deals') }}
    where not coalesce(is_deleted, false)
),

expected as (
    select
        accepted.deal_id,
        case
            when accepted.currency = '{{ var("reporting_currency") }}' then accepted.amount
            else cast(accepted.amount * created.rate as decimal(18, 4))
        end as pipeline_amount,
        case
            when accepted.won_on is null then null
            when accepted.currency = '{{ var("reporting_currency") }}' then accepted.amount
            else cast(accepted.amount * won.rate as decimal(18, 4))
        end as revenue_amount
    from accepted
    left join rates as created
        on accepted.currency = created.currency and accepted.created_on = created.date_day
    left join rates as won
        on accepted.currency = won.currency and accepted.won_on = won.date_day
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
