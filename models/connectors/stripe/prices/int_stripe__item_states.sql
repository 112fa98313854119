-- One row is an item of a subscription that counts, and the price and number that it had from a day on to the next.
with

items as (
    select * from {{ ref('int_stripe__items') }}
    where left_out_reason is null
),

billed as (
    select
        *,
        min(from_day) over (partition by item_id) as first_day
    from {{ ref('int_stripe__invoice_lines') }}
    where left_out_reason is null
),

last_billed as (
    select
        *,
        row_number() over (partition by item_id order by from_day desc nulls last, until_day desc nulls last) as place_from_last
    from billed
),

states as (
    select
        items.item_id,
        billed.price_id,
        billed.quantity,
        billed.billed_amount,
        -- what the first line says held before it, too
        case when billed.from_day = billed.first_day or billed.from_day < items.started_on then items.started_on else billed.from_day end
            as from_day,
        billed.from_day as said_on
    from billed
    inner join items
        on billed.item_id = items.item_id
    union all
    -- what is not billed yet counts from the end of what is
    select
        items.item_id,
        items.price_id,
        items.quantity,
        cast(null as {{ dbt.type_string() }}) as billed_amount,
        case when last_billed.until_day > items.started_on then last_billed.until_day else items.started_on end as from_day,
        coalesce(last_billed.until_day, items.started_on) as said_on
    from items
    left join last_billed
        on items.item_id = last_billed.item_id and last_billed.place_from_last = 1
    where
        items.price_id is not null
        and (
            last_billed.item_id is null
            or last_billed.price_id <> items.price_id
            or coalesce(last_billed.quantity, '1') <> coalesce(items.quantity, '1')
        )
),

-- of two on one day, which the beginning of the item can make, the later said
said as (
    select
        *,
        row_number() over (
            partition by item_id, from_day order by said_on desc nulls last, price_id nulls last, quantity nulls last
        ) as place
    from states
)

select
    item_id,
    price_id,
    quantity,
    billed_amount,
    from_day,
    lead(from_day) over (partition by item_id order by from_day nulls first) as next_day
from said
where place = 1
