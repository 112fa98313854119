-- One row is an outcome, a topic and the rule that applies (0: none), with what the training
-- cohort says of it,
-- all of it or (left_out) without one positive or negative lead.
with

observed as (
    select
        outcomes.outcome,
        topics.topic,
        topics.rule_number,
        count(*) as leads,
        sum(case when outcomes.is_positive then 1 else 0 end) as positives
    from {{ ref('int_lead_outcomes') }} as outcomes
    inner join {{ ref('int_lead_score_topics') }} as topics
        on outcomes.lead_id = topics.lead_id
    where outcomes.cohort = 'training'
    group by outcomes.outcome, topics.topic, topics.rule_number
),

rules as (
    select topic, rule_number from {{ ref('lead_score_rules') }}
    union all
    select topic, 0 as rule_number from {{ ref('lead_score_rules') }} group by topic
),

outcomes as (
    select 'customer' as outcome
    union all
    select 'sql' as outcome
),

counted as (
    select
        outcomes.outcome,
        rules.topic,
        rules.rule_number,
        coalesce(observed.leads, 0) as leads,
        coalesce(observed.positives, 0) as positives
    from outcomes
    cross join rules
    left join observed
        on
            outcomes.outcome = observed.outcome
            and rules.topic = observed.topic
            and rules.rule_number = observed.rule_number
),

with_totals as (
    select
        *,
        leads - positives as negatives,
        sum(positives) over (partition by outcome, topic) as all_positives,
        sum(leads - positives) over (partition by outcome, topic) as all_negatives
    from counted
),

-- the same counts with one lead fewer: what the other leads say of a lead of the cohort itself
left_out as (
    select *, 'none' as left_out, 0 as less_positives, 0 as less_negatives from with_totals
    union all
    select *, 'positive' as left_out, 1 as less_positives, 0 as less_negatives from with_totals where positives > 0
    union all
    select *, 'negative' as left_out, 0 as less_positives, 1 as less_negatives from with_totals where negatives > 0
),

remaining as (
    select
        outcome,
        topic,
        rule_number,
        left_out,
        leads,
        positives,
        positives - less_positives as positives_here,
        negatives - less_negatives as negatives_here,
        {{ safe_divide('all_positives - less_positives + 1', 'all_negatives - less_negatives + 1') }} as usual_odds
    from left_out
)

select
    outcome,
    topic,
    rule_number,
    left_out,
    cast(leads as bigint) as leads,
    cast(positives as bigint) as positives,
    -- smoothed: as if one more positive lead had followed the rule, and as many negative ones
    -- as usual come
    -- with it; so a rule never seen says nothing, one seldom seen says little, and none makes
    -- anything certain
    cast(
        ln({{ safe_divide('positives_here + 1', 'negatives_here + ' ~ safe_divide('1', 'usual_odds')) }})
        - ln(usual_odds) as decimal(18, 10)
    ) as log_odds
from remaining
