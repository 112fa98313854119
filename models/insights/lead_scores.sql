-- One row is a lead with its scores by the rules and its probability by the model, as of its
-- first days.
with

leads as (
    select * from {{ ref('fct_leads') }}
),

accuracy as (
    select * from {{ ref('lead_score_accuracy') }} where cohort = 'held_out'
),

-- rules that were put to the test and tell no better than a guess give no grades
rules_that_failed as (
    select model
    from accuracy
    where model = 'rules'
    group by model
    having bool_or(status = 'no better than the rate') and not bool_or(is_used)
),

grades as (
    select
        scores.lead_id,
        min(grades.grade) as grade
    from {{ ref('int_lead_rule_scores') }} as scores
    inner join (
        select
            grade,
            minimum_score,
            coalesce(lead(minimum_score) over (order by minimum_score nulls last, grade nulls last), 101) as next_minimum_score
        from {{ ref('lead_score_grades') }}
    ) as grades
        on scores.total_score >= grades.minimum_score and scores.total_score < grades.next_minimum_score
    where (select count(*) from rules_that_failed) = 0
    group by scores.lead_id
),

probabilities as (
    select
        probabilities.lead_id,
        probabilities.outcome,
        probabilities.cohort,
        -- who reached it within the first days needs no forecast
        case when probabilities.cohort = 'reached early' then 1 else probabilities.probability end as probability
    from {{ ref('int_lead_probabilities') }} as probabilities
    inner join accuracy
        on
            probabilities.outcome = accuracy.outcome
            and accuracy.model = 'naive_bayes'
            and accuracy.is_used
),

reasons as (
    select
        probabilities.lead_id,
        topics.reason,
        evidence.log_odds,
        row_number() over (
            partition by probabilities.lead_id order by evidence.log_odds desc nulls last, topics.topic nulls last
        ) as place_for,
        row_number() over (
            partition by probabilities.lead_id order by evidence.log_odds nulls last, topics.topic nulls last
        ) as place_against
    from probabilities
    inner join {{ ref('int_lead_score_topics') }} as topics
        on probabilities.lead_id = topics.lead_id
    inner join {{ ref('int_lead_score_evidence') }} as evidence
        on
            probabilities.outcome = evidence.outcome
            and topics.topic = evidence.topic
            and topics.rule_number = evidence.rule_number
            and evidence.left_out = 'none'
    where topics.reason is not null
)

select
    leads.lead_id,
    nullif(leads.account_id, 'unknown') as account_id,
    leads.created_on,
    leads.channel,
    leads.campaign,
    leads.segment,
    leads.target_account,
    leads.icp,
    scores.relevance_score,
    scores.engagement_score,
    scores.intent_score,
    scores.fit_score,
    scores.budget_score,
    scores.total_score,
    grades.grade,
    probabilities.outcome as predicted_outcome,
    cast(probabilities.probability as {{ type_double() }}) as probability,
    reasons_for.reason as strongest_reason_for,
    reasons_against.reason as strongest_reason_against,
    probabilities.cohort,
    leads.created_on > {{ as_of() }} - {{ var('lead_score_days', 14) }} as is_young
from leads
inner join {{ ref('int_lead_rule_scores') }} as scores
    on leads.lead_id = scores.lead_id
left join grades
    on leads.lead_id = grades.lead_id
left join probabilities
    on leads.lead_id = probabilities.lead_id
left join reasons as reasons_for
    on leads.lead_id = reasons_for.lead_id and reasons_for.place_for = 1 and reasons_for.log_odds > 0
left join reasons as reasons_against
    on leads.lead_id = reasons_against.lead_id and reasons_against.place_against = 1 and reasons_against.log_odds < 0
