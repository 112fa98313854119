-- One row is a line of an invoice and the time that it is for, and why it says no price, if it does not.
with

items as (
    select
        item_id,
        max(case when left_out_reason is null then 1 else 0 end) as is_counted
    from {{ ref('int_stripe__items') }}
    group by item_id
),

lines as (
    select
        lines.line_id,
        lines.item_id,
        lines.price_id,
        lines.quantity,
        case when lower(lines.is_proration) = 'true' then null else lines.amount end as billed_amount,
        {{ business_day_of('lines.period_start') }} as from_day,
        {{ business_day_of('lines.period_end') }} as until_day,
        case when lower(lines.is_proration) = 'true' then 1 else 0 end as rank_of_kind,
        case
            when lines.item_id is null then 'of no subscription'
            when items.item_id is null then 'its subscription is not there'
            when items.is_counted = 0 then 'of an item that is left out'
            when not coalesce(lines.period_end > lines.period_start, false) then 'for no time'
            -- it says what was, not what is
            when lower(lines.is_proration) = 'true' and lines.amount like '-%' then 'gives back what a change left unused'
        end as left_out_reason
    from {{ ref('base_stripe__invoice_lines') }} as lines
    left join items
        on lines.item_id = items.item_id
),

ranked as (
    select
        *,
        row_number() over (
            partition by item_id, from_day, case when left_out_reason is null then 1 else 0 end
            order by rank_of_kind nulls last, line_id desc nulls last, price_id nulls last, quantity nulls last
        ) as place
    from lines
)

select
    line_id,
    item_id,
    price_id,
    quantity,
    billed_amount,
    from_day,
    until_day,
    1 as source_rows,
    coalesce(left_out_reason, case when place > 1 then 'another line says the price of that day' end) as left_out_reason
from ranked
