-- One row is a lead and an outcome: its evidence, and the probability that a naive Bayes model
-- gives it.
{%- set steps %}(values {% for step in range(0, 41) %}({{ step }}){{ ", " if not loop.last }}{% endfor %}){% endset %}
with

evidence as (
    select
        outcomes.lead_id,
        outcomes.outcome,
        outcomes.cohort,
        outcomes.is_positive,
        cast(sum(evidence.log_odds) as decimal(18, 10)) as evidence
    from {{ ref('int_lead_outcomes') }} as outcomes
    inner join {{ ref('int_lead_score_topics') }} as topics
        on outcomes.lead_id = topics.lead_id
    inner join {{ ref('int_lead_score_evidence') }} as evidence
        on
            outcomes.outcome = evidence.outcome
            and topics.topic = evidence.topic
            and topics.rule_number = evidence.rule_number
            -- a lead does not testify for itself
            and evidence.left_out = case
                when outcomes.cohort <> 'training' then 'none'
                when outcomes.is_positive then 'positive'
                else 'negative'
            end
    group by outcomes.lead_id, outcomes.outcome, outcomes.cohort, outcomes.is_positive
),

-- Topics repeat each other, so their sum is too sure of itself. A slope and an intercept correct
-- that:
-- of a grid the pair that fits the training cohort best (least log loss).
training as (
    select
        outcome,
        cast(evidence as decimal(18, 1)) as evidence,
        count(*) as leads,
        sum(case when is_positive then 1 else 0 end) as positives
    from evidence
    where cohort = 'training'
    group by outcome, cast(evidence as decimal(18, 1))
),

priors as (
    select
        outcome,
        cast(ln({{ safe_divide('sum(positives) + 1', 'sum(leads) - sum(positives) + 1') }}) as decimal(18, 10))
            as log_odds
    from training
    group by outcome
),

corrections as (
    select
        priors.outcome,
        -- two places, so that a product with evidence fits every engine's decimals
        cast(slopes.step * 0.05 as decimal(4, 2)) as slope,
        cast(priors.log_odds + (shifts.step - 30) * 0.1 as decimal(18, 10)) as intercept
    from priors
    cross join {{ steps }} as slopes(step)
    cross join {{ steps }} as shifts(step)
),

losses as (
    select
        corrections.outcome,
        corrections.slope,
        corrections.intercept,
        sum(
            training.positives * cast(ln(1 + exp(-cast(
                corrections.intercept + corrections.slope * training.evidence as {{ type_double() }}
            ))) as decimal(18, 10))
            + (training.leads - training.positives) * cast(ln(1 + exp(cast(
                corrections.intercept + corrections.slope * training.evidence as {{ type_double() }}
            ))) as decimal(18, 10))
        ) as loss
    from corrections
    inner join training
        on corrections.outcome = training.outcome
    group by corrections.outcome, corrections.slope, corrections.intercept
),

ranked as (
    select
        *,
        row_number() over (partition by outcome order by loss nulls last, slope nulls last, intercept nulls last) as place
    from losses
)

select
    evidence.lead_id,
    evidence.outcome,
    evidence.cohort,
    evidence.is_positive,
    evidence.evidence,
    cast(1 / (1 + exp(-cast(
        ranked.intercept + ranked.slope * evidence.evidence as {{ type_double() }}
    ))) as decimal(18, 10)) as probability,
    ranked.slope,
    ranked.intercept
from evidence
inner join ranked
    on evidence.outcome = ranked.outcome and ranked.place = 1
