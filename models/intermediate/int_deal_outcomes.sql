-- One row is a deal that counts and how it stands at the as-of date: won, lost, closed without a word
-- of how, or open.
with

deals as (
    select
        stg_deals.deal_id,
        stg_deals.is_won,
        stg_deals.closed_at,
        stg_deals.stage,
        stages.outcome as stage_says,
        -- a present state without a day, changed after the as-of date: nobody knows that it held by then
        coalesce({{ business_date('stg_deals.updated_at') }} <= {{ as_of() }}, true) as is_known_by_then
    from {{ ref('stg_deals') }} as stg_deals
    inner join {{ ref('int_deal_bridge') }} as bridge
        on stg_deals.deal_id = bridge.source_deal_id and stg_deals.deal_id = bridge.deal_id
    left join {{ ref('int_deal_stage_outcomes') }} as stages
        on {{ stage_name('stg_deals.stage') }} = stages.stage
),

-- is_won goes before the stage; without it, a closing date beside a stage on the way is a forecast
stated as (
    select
        *,
        case
            when is_won then 'won'
            when not is_won and (closed_at is not null or stage_says in ('won', 'lost', 'closed')) then 'lost'
            when not is_won then 'open'
            when stage_says in ('won', 'lost', 'closed') then stage_says
            when stage is null and closed_at is not null then 'closed'
            else 'open'
        end as stated_outcome
    from deals
),

dated as (
    select
        *,
        case when closed_at is null and not is_known_by_then then 'open' else stated_outcome end as outcome
    from stated
)

select
    deal_id,
    outcome,
    case when outcome <> 'open' then closed_at end as closed_at,
    outcome <> 'open' and closed_at is null as is_undated,
    outcome = 'open' and closed_at is not null as is_closing_forecast,
    coalesce(is_won and stage_says = 'lost' or not is_won and stage_says = 'won', false) as is_contradicted
from dated
