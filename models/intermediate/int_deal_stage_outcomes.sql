-- One row is a stage that deals stand in, or stood in, and what it says of how they stand; NULL where no rule
-- knows it.
with

deals_in_stages as (
    select stage, 1 as deal_count from {{ ref('stg_deals') }}
    union all
    select stage, 0 as deal_count from {{ ref('stg_deal_stages') }}
),

stages as (
    select
        {{ stage_name('stage') }} as stage,
        sum(deal_count) as deal_count
    from deals_in_stages
    where stage is not null
    group by {{ stage_name('stage') }}
),

ranked as (
    select
        stages.stage,
        stages.deal_count,
        rules.outcome,
        row_number() over (partition by stages.stage order by rules.priority nulls last) as rule_number
    from stages
    left join {{ ref('deal_stage_rules') }} as rules
        on {{ matches('stages.stage', 'rules.stage_pattern') }}
)

select
    stage,
    outcome,
    deal_count
from ranked
where rule_number = 1
