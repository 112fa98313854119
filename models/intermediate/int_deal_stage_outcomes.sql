-- One row is a stage that deals stand in and what it says of how they stand; NULL where no rule
-- knows it.
with

stages as (
    select
        {{ stage_name('stage') }} as stage,
        count(*) as deal_count
    from {{ ref('stg_deals') }}
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
