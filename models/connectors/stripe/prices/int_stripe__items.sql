-- One row is an item of a subscription, from its first day to its last, and why it is left out, if it is.
with

subscription_versions as (
    select
        *,
        row_number() over (
            partition by subscription_id
            order by
                case when lower(is_current) = 'false' then 1 else 0 end,
                case when is_current is null then 1 else 0 end,
                coalesce(ended_at, '') desc,
                coalesce(status, ''),
                coalesce(created, '')
        ) as place
    from {{ ref('base_stripe__subscriptions') }}
),

subscriptions as (
    select
        *,
        {{ business_day_of('created') }} as created_on,
        {{ business_day_of('coalesce(start_date, created)') }} as started_on,
        {{ business_day_of('trial_start') }} as trial_started_on,
        -- one that nobody gave a way to pay is paused after its trial, at no price
        case when status <> 'paused' then {{ business_day_of('trial_end') }} end as trial_ended_on,
        {{ business_day_of('ended_at') }} as ended_on
    from subscription_versions
    where place = 1
),

-- an item that was taken out of its subscription is known by what it was billed for
billed as (
    select
        item_id,
        subscription_id,
        min({{ business_day_of('period_start') }}) as billed_from,
        max({{ business_day_of('period_end') }}) as billed_until
    from {{ ref('base_stripe__invoice_lines') }}
    where item_id is not null and subscription_id is not null
    group by item_id, subscription_id
),

prices as (
    select
        price_id,
        min(usage_type) as usage_type
    from {{ ref('base_stripe__prices') }}
    group by price_id
),

item_versions as (
    select
        *,
        row_number() over (partition by item_id order by created desc nulls last, price_id nulls last, quantity nulls last) as place,
        count(*) over (partition by item_id) as version_count
    from {{ ref('base_stripe__subscription_items') }}
),

items as (
    select
        items.item_id,
        items.subscription_id,
        items.price_id,
        items.quantity,
        {{ business_day_of('items.created') }} as added_on,
        cast(null as {{ dbt.type_string() }}) as removed_on,
        items.version_count as source_rows
    from item_versions as items
    where items.place = 1
    union all
    select
        billed.item_id,
        billed.subscription_id,
        cast(null as {{ dbt.type_string() }}) as price_id,
        cast(null as {{ dbt.type_string() }}) as quantity,
        billed.billed_from as added_on,
        billed.billed_until as removed_on,
        0 as source_rows
    from billed
    left join item_versions as items
        on billed.item_id = items.item_id
    where items.item_id is null
)

select
    items.item_id,
    items.subscription_id,
    subscriptions.customer_id,
    items.price_id,
    items.quantity,
    -- what was there when the subscription was made began with it
    case
        when items.added_on > subscriptions.created_on then items.added_on
        else coalesce(subscriptions.started_on, items.added_on)
    end as started_on,
    subscriptions.trial_started_on,
    subscriptions.trial_ended_on,
    case
        when items.removed_on < subscriptions.ended_on or subscriptions.ended_on is null then items.removed_on
        else subscriptions.ended_on
    end as ended_on,
    subscriptions.status,
    subscriptions.churn_reason,
    items.source_rows,
    case
        when subscriptions.subscription_id is null then 'its subscription is not there'
        when lower(subscriptions.livemode) = 'false' then 'of the test mode'
        when subscriptions.status in ('incomplete', 'incomplete_expired') then 'its subscription never began'
        when prices.usage_type = 'metered' then 'paid by use'
    end as left_out_reason
from items
left join subscriptions
    on items.subscription_id = subscriptions.subscription_id
left join prices
    on items.price_id = prices.price_id
