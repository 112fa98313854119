-- One row is a deal that was open at the end of a day that pipeline coverage looks back to, as it stood then.
{%- set dimensions = common_dimensions() + ['source_owner', 'owner', 'icp'] %}
with

-- the day before a quarter or year began, and its last day (the as-of date while it runs)
seen_days as (
    select period_start - 1 as seen_on from {{ ref('int_periods') }} where period_grain in ('quarter', 'year')
    union all
    select period_end as seen_on from {{ ref('int_periods') }} where period_grain in ('quarter', 'year')
),

days as (
    select seen_on from seen_days group by seen_on
),

open_deals as (
    select
        days.seen_on,
        deals.deal_id,
        {{ qualified(dimensions, 'deals') }},
        deals.expected_close_on,
        deals.pipeline_amount
    from days
    inner join {{ ref('fct_deals') }} as deals
        on
            deals.created_on <= days.seen_on
            and (deals.closed_on is null or deals.closed_on > days.seen_on)
),

history as (
    select
        open_deals.seen_on,
        open_deals.deal_id,
        stages.amount,
        stages.expected_close_on,
        row_number() over (
            partition by open_deals.seen_on, open_deals.deal_id
            order by stages.entered_at desc, stages.stage, stages.amount nulls last
        ) as place_from_last
    from open_deals
    inner join {{ ref('fct_deal_stages') }} as stages
        on open_deals.deal_id = stages.deal_id and stages.entered_on <= open_deals.seen_on
)

select
    open_deals.seen_on,
    open_deals.deal_id,
    {{ qualified(dimensions, 'open_deals') }},
    -- what the history does not know is taken as it stands today
    coalesce(history.expected_close_on, open_deals.expected_close_on) as expected_close_on,
    coalesce(history.amount, open_deals.pipeline_amount) as amount,
    history.deal_id is not null as is_from_history
from open_deals
left join history
    on
        open_deals.seen_on = history.seen_on
        and open_deals.deal_id = history.deal_id
        and history.place_from_last = 1
