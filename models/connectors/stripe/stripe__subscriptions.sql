-- One row is an item of a subscription at a price over a time; a price change is the next row.
with

item_prices as (
    select
        *,
        row_number() over (partition by item_id order by day nulls first) as number_of_item,
        lag(monthly_amount) over (partition by item_id order by day nulls first) as amount_before,
        lag(price_id) over (partition by item_id order by day nulls first) as price_before
    from {{ ref('int_stripe__item_prices') }}
),

changes as (
    select
        *,
        lead(day) over (partition by item_id order by day nulls first) as next_day
    from item_prices
    where
        number_of_item = 1
        or coalesce(monthly_amount, -1) <> coalesce(amount_before, -1)
        or coalesce(price_id, '') <> coalesce(price_before, '')
),

prices as (
    select
        price_id,
        min(price_name) as price_name,
        min(product_id) as product_id
    from {{ ref('base_stripe__prices') }}
    group by price_id
),

products as (
    select
        product_id,
        min(product_name) as product_name
    from {{ ref('base_stripe__products') }}
    group by product_id
),

accounts as (
    select * from {{ ref('int_stripe__accounts') }}
)

select
    {{ contract_columns('subscriptions', {
        'subscription_id': 'items.item_id',
        'account_id': 'coalesce(accounts.account_id, items.customer_id)',
        'started_on': 'coalesce(changes.day, items.started_on)',
        'ended_on': 'coalesce(changes.next_day, items.ended_on)',
        'monthly_amount': 'changes.monthly_amount',
        'currency': 'upper(changes.currency)',
        'plan': 'prices.price_name',
        'product': 'products.product_name',
        'billing_interval': 'changes.billing_interval',
        'churn_reason': 'case when changes.next_day is null and items.ended_on is not null then items.churn_reason end',
    }) }},
    case when coalesce(changes.number_of_item, 1) = 1 then items.source_rows else 0 end as source_rows
from {{ ref('int_stripe__items') }} as items
left join changes
    on items.item_id = changes.item_id
left join accounts
    on items.customer_id = accounts.customer_id
left join prices
    on changes.price_id = prices.price_id
left join products
    on prices.product_id = products.product_id
where items.left_out_reason is null
