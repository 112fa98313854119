-- One row is an amount and a currency: what is left out of every sum because no exchange rate is known
-- for its day, or because it is too large in the reporting currency.
with

left_out as (
    select
        'deals' as input,
        'pipeline' as used_for,
        deals.currency,
        deals.created_on as amount_on,
        stg_deals.amount
    from {{ ref('fct_deals') }} as deals
    inner join {{ ref('stg_deals') }} as stg_deals
        on deals.deal_id = stg_deals.deal_id
    where deals.pipeline_amount is null
    union all
    select
        'deals' as input,
        'revenue' as used_for,
        deals.currency,
        deals.closed_on as amount_on,
        stg_deals.amount
    from {{ ref('fct_deals') }} as deals
    inner join {{ ref('stg_deals') }} as stg_deals
        on deals.deal_id = stg_deals.deal_id
    where deals.is_won and deals.revenue_amount is null
    {%- for name, columns in {'ad_spend': ['spend', 'spend'], 'costs': ['amount', 'costs']}.items() %}
    union all
    select
        '{{ name }}' as input,
        '{{ columns[1] }}' as used_for,
        upper(coalesce(delivered.currency, '{{ var("reporting_currency") }}')) as currency,
        delivered.date_day as amount_on,
        delivered.{{ columns[0] }} as amount
    from {{ ref('stg_' ~ name) }} as delivered
    left join {{ ref('int_exchange_rates') }} as rates
        on upper(delivered.currency) = rates.currency and delivered.date_day = rates.date_day
    where {{ in_reporting_currency('delivered.' ~ columns[0], 'delivered.currency', 'rates.rate_to_reporting') }} is null
    {%- endfor %}
    union all
    select
        'subscriptions' as input,
        'mrr' as used_for,
        subscriptions.currency,
        subscriptions.started_on as amount_on,
        stg_subscriptions.monthly_amount as amount
    from {{ ref('fct_subscriptions') }} as subscriptions
    inner join {{ ref('stg_subscriptions') }} as stg_subscriptions
        on
            subscriptions.subscription_id = stg_subscriptions.subscription_id
            and subscriptions.started_on = stg_subscriptions.started_on
    where subscriptions.monthly_amount is null
    union all
    select
        'invoices' as input,
        'recognised revenue' as used_for,
        invoices.currency,
        invoices.invoice_date as amount_on,
        stg_invoices.amount
    from {{ ref('fct_invoices') }} as invoices
    inner join {{ ref('stg_invoices') }} as stg_invoices
        on invoices.invoice_id = stg_invoices.invoice_id
    where invoices.revenue_amount is null
),

explained as (
    select
        left_out.*,
        case
            when left_out.currency <> '{{ var("reporting_currency") }}' and rates.currency is null then 'no exchange rate'
            else 'too large'
        end as reason
    from left_out
    left join {{ ref('int_exchange_rates') }} as rates
        on left_out.currency = rates.currency and left_out.amount_on = rates.date_day
    where left_out.amount is not null
)

select
    input,
    used_for,
    currency,
    reason,
    cast(count(*) as bigint) as row_count,
    cast(sum(amount) as decimal(38, 4)) as amount
from explained
group by input, used_for, currency, reason
