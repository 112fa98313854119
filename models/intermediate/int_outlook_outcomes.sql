-- One row is what came of a channel in a complete quarter, as it was known at the end of that or
-- a later quarter.
with

quarters as (
    select * from {{ ref('int_outlook_quarters') }}
),

-- an open deal's amount is that of its day; one that is closed keeps its last
deals as (
    select
        quarters.quarter_start as seen_quarter_start,
        quarters.seen_on,
        deals.channel,
        deals.created_on,
        deals.qualified_on,
        case when deals.is_won then deals.closed_on end as won_on,
        case when states.deal_id is null then deals.pipeline_amount else states.amount end as pipeline_amount,
        deals.revenue_amount
    from {{ ref('int_deals') }} as deals
    inner join quarters
        on deals.created_on <= quarters.seen_on
    left join {{ ref('int_deal_states') }} as states
        on quarters.seen_on = states.seen_on and deals.deal_id = states.deal_id
),

events as (
    select
        seen_quarter_start,
        seen_on,
        'expected_sqos' as quantity,
        channel,
        qualified_on as event_on,
        cast(1 as decimal(38, 4)) as outcome_value
    from deals
    union all
    select
        seen_quarter_start,
        seen_on,
        'expected_pipeline' as quantity,
        channel,
        created_on as event_on,
        cast(pipeline_amount as decimal(38, 4)) as outcome_value
    from deals
    union all
    select
        seen_quarter_start,
        seen_on,
        'expected_revenue' as quantity,
        channel,
        won_on as event_on,
        cast(revenue_amount as decimal(38, 4)) as outcome_value
    from deals
)

select
    events.seen_quarter_start,
    events.quantity,
    outcome_quarters.quarter_start,
    events.channel,
    cast(coalesce(sum(events.outcome_value), 0) as decimal(38, 4)) as outcome_value
from events
inner join quarters as outcome_quarters
    on
        events.event_on >= outcome_quarters.quarter_start
        and events.event_on < outcome_quarters.next_quarter_start
        -- complete by then: nothing that came later is seen
        and outcome_quarters.next_quarter_start <= cast(events.seen_on + interval '1' day as date)
group by events.seen_quarter_start, events.quantity, outcome_quarters.quarter_start, events.channel
