-- One row is an item of a subscription and its price per month from a day on, with the discounts in force.
with

items as (
    select * from {{ ref('int_stripe__items') }}
    where left_out_reason is null
),

states as (
    select * from {{ ref('int_stripe__item_states') }}
),

price_versions as (
    select
        *,
        row_number() over (
            partition by price_id order by unit_amount nulls last, price_name nulls last, product_id nulls last, interval_count nulls last
        ) as place
    from {{ ref('base_stripe__prices') }}
),

-- loaders without a table of them deliver one with each discount
coupons as (
    select
        coupon_id,
        max({{ typed('percent_off', 'decimal(22,4)', {}) }}) as percent_off,
        max({{ typed('amount_off', 'decimal(22,4)', {}) }}) as amount_off,
        max(lower(currency)) as currency
    from {{ ref('base_stripe__coupons') }}
    -- what is taken off one invoice does not change the price
    where coalesce(duration, '') <> 'once'
    group by coupon_id
),

-- one is delivered again with each invoice that it was part of
all_discounts as (
    select
        coupon_id,
        subscription_id,
        case when subscription_id is null then customer_id end as customer_id,
        {{ business_day_of('started_at') }} as from_day,
        max({{ business_day_of('ended_at') }}) as until_day
    from {{ ref('base_stripe__discounts') }}
    where subscription_id is not null or (customer_id is not null and invoice_id is null)
    group by
        coupon_id,
        subscription_id,
        case when subscription_id is null then customer_id end,
        {{ business_day_of('started_at') }}
),

subscriptions as (
    select
        subscription_id,
        customer_id
    from items
    group by subscription_id, customer_id
),

named_discounts as (
    select
        subscription_id,
        coupon_id,
        from_day,
        until_day,
        0 as is_of_customer
    from all_discounts
    where subscription_id is not null
    union all
    select
        subscriptions.subscription_id,
        discounts.coupon_id,
        discounts.from_day,
        discounts.until_day,
        1 as is_of_customer
    from all_discounts as discounts
    inner join subscriptions
        on discounts.customer_id = subscriptions.customer_id
),

discounts as (
    select
        named.subscription_id,
        named.from_day,
        named.until_day,
        named.is_of_customer,
        coupons.percent_off,
        coupons.amount_off,
        coupons.currency
    from named_discounts as named
    inner join coupons
        on named.coupon_id = coupons.coupon_id
),

all_change_days as (
    select
        items.subscription_id,
        states.from_day as day
    from states
    inner join items
        on states.item_id = items.item_id
    union all
    select
        subscription_id,
        trial_started_on as day
    from items
    union all
    select
        subscription_id,
        trial_ended_on as day
    from items
    union all
    select
        subscription_id,
        from_day as day
    from discounts
    union all
    select
        subscription_id,
        until_day as day
    from discounts
),

change_days as (
    select
        subscription_id,
        day
    from all_change_days
    group by subscription_id, day
),

-- each item on each day on which something of its subscription changes
item_days as (
    select
        items.item_id,
        items.subscription_id,
        change_days.day,
        states.price_id,
        lower(prices.currency) as currency,
        prices.billing_interval,
        prices.interval_count,
        {{ stripe_units('prices.currency') }} as units,
        case prices.billing_interval when 'month' then 12 when 'year' then 1 when 'week' then 52 when 'day' then 365 end
            as intervals_per_year,
        coalesce({{ typed('prices.interval_count', 'bigint', {}) }}, 1) as count_of_intervals,
        case
            when change_days.day >= items.trial_started_on and (items.status = 'paused' or change_days.day < items.trial_ended_on) then 0
            else coalesce(
                cast({{ typed('prices.unit_amount', 'decimal(38,12)', {}) }} as {{ type_double() }})
                * cast(coalesce({{ typed('states.quantity', 'bigint', {}) }}, 1) as {{ type_double() }}),
                -- prices by number have no amount of their own
                cast({{ typed('states.billed_amount', 'decimal(22,4)', {}) }} as {{ type_double() }})
            )
        end as amount
    from items
    inner join change_days
        on items.subscription_id = change_days.subscription_id
    inner join states
        on
            items.item_id = states.item_id
            and states.from_day <= change_days.day
            and (states.next_day > change_days.day or states.next_day is null)
    left join price_versions as prices
        on states.price_id = prices.price_id and prices.place = 1
    where change_days.day = items.started_on or change_days.day < items.ended_on or items.ended_on is null
),

discounts_of_days as (
    select
        days.subscription_id,
        days.day,
        days.currency,
        discounts.is_of_customer,
        -- one after the other, each of what is left
        case
            when max(discounts.percent_off) >= 100 then 0
            else exp(sum(ln(
                case when discounts.percent_off < 100 then 1 - cast(discounts.percent_off as {{ type_double() }}) / 100 else 1 end
            )))
        end as share_left,
        sum(case when discounts.currency = days.currency then cast(discounts.amount_off as {{ type_double() }}) end) as amount_off,
        row_number() over (partition by days.subscription_id, days.day, days.currency order by discounts.is_of_customer nulls last) as place
    from (
        select
            subscription_id,
            day,
            currency
        from item_days
        group by subscription_id, day, currency
    ) as days
    inner join discounts
        on
            days.subscription_id = discounts.subscription_id
            and discounts.from_day <= days.day
            and (discounts.until_day > days.day or discounts.until_day is null)
    group by days.subscription_id, days.day, days.currency, discounts.is_of_customer
),

discounted as (
    select
        item_days.*,
        item_days.amount * coalesce(discounts.share_left, 1)
        - coalesce(discounts.amount_off, 0)
        * coalesce(
            {{ safe_divide('item_days.amount', 'sum(item_days.amount) over (partition by item_days.subscription_id, item_days.day)') }},
            0
        ) as amount_left
    from item_days
    -- those of a customer count where the subscription has none of its own
    left join discounts_of_days as discounts
        on
            item_days.subscription_id = discounts.subscription_id
            and item_days.day = discounts.day
            and item_days.currency = discounts.currency
            and discounts.place = 1
)

select
    item_id,
    day,
    price_id,
    currency,
    case when count_of_intervals > 1 then count_of_intervals || ' ' || billing_interval || 's' else billing_interval end
        as billing_interval,
    case
        when amount_left < 0 then 0
        else cast({{ safe_divide('amount_left * intervals_per_year', 'units * 12 * count_of_intervals') }} as {{ money_type() }})
    end as monthly_amount
from discounted
