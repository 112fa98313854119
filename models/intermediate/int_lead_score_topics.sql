-- One row is a lead and a topic of the score, with the rule that applies: of several the first of
-- the seed.
-- Rule 0 stands for none.
with

rules as (
    select * from {{ ref('lead_score_rules') }}
),

signals as (
    select * from {{ ref('int_lead_signals') }}
),

-- patterns are tried on what is said, not on every lead that says it
things_said as (
    select signal, said
    from signals
    group by signal, said
),

matches as (
    select
        things_said.signal,
        things_said.said,
        rules.rule_number,
        rules.topic,
        rules.minimum
    from things_said
    inner join rules
        on
            things_said.signal = rules.signal
            and (rules.pattern is null or {{ matches('things_said.said', 'rules.pattern') }})
),

applying as (
    select
        signals.lead_id,
        matches.topic,
        matches.rule_number,
        row_number() over (
            partition by signals.lead_id, matches.topic
            order by matches.rule_number nulls last, signals.said nulls last
        ) as place
    from signals
    inner join matches
        on signals.signal = matches.signal and signals.said = matches.said
    where matches.minimum is null or signals.times >= matches.minimum
),

topics as (
    select topic, min(component) as component
    from rules
    group by topic
)

select
    leads.lead_id,
    topics.component,
    topics.topic,
    coalesce(applying.rule_number, 0) as rule_number,
    coalesce(rules.points, 0) as points,
    rules.reason
from {{ ref('int_leads') }} as leads
cross join topics
left join applying
    on leads.lead_id = applying.lead_id and topics.topic = applying.topic and applying.place = 1
left join rules
    on applying.rule_number = rules.rule_number
