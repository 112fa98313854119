-- One row is a rule of the lead score (0 of a topic: no rule applies) and what it turned out to
-- be worth.
with

topics as (
    select topic, min(component) as component
    from {{ ref('lead_score_rules') }}
    group by topic
)

select
    evidence.outcome,
    topics.component,
    evidence.topic,
    cast(evidence.rule_number as bigint) as rule_number,
    coalesce(rules.reason, 'no rule applies') as reason,
    cast(coalesce(rules.points, 0) as bigint) as points,
    evidence.leads,
    evidence.positives,
    {{ safe_divide('evidence.positives', 'evidence.leads') }} as positive_rate,
    cast(evidence.log_odds as {{ type_double() }}) as log_odds
from {{ ref('int_lead_score_evidence') }} as evidence
inner join topics
    on evidence.topic = topics.topic
left join {{ ref('lead_score_rules') }} as rules
    on evidence.rule_number = rules.rule_number
where evidence.left_out = 'none'
