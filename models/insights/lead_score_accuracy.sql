-- One row is a way to score, an outcome and a cohort of leads, and how well the score told who
-- reached it.
with

scores as (
    select
        'naive_bayes' as model,
        outcome,
        cohort,
        lead_id,
        is_positive,
        probability as score,
        probability
    from {{ ref('int_lead_probabilities') }}
    union all
    select
        'rules' as model,
        outcomes.outcome,
        outcomes.cohort,
        outcomes.lead_id,
        outcomes.is_positive,
        cast(rules.total_score as decimal(18, 10)) as score,
        cast(null as decimal(18, 10)) as probability
    from {{ ref('int_lead_outcomes') }} as outcomes
    inner join {{ ref('int_lead_rule_scores') }} as rules
        on outcomes.lead_id = rules.lead_id
),

training_rates as (
    select
        outcome,
        cast({{ safe_divide(
            'sum(case when is_positive then 1 else 0 end)', 'count(*)'
        ) }} as decimal(18, 10)) as rate
    from {{ ref('int_lead_outcomes') }}
    where cohort = 'training'
    group by outcome
),

ranked as (
    select
        scores.*,
        case when scores.is_positive then 1 else 0 end as positive,
        training_rates.rate as training_rate,
        -- twice the mean rank of all leads with the same score: a whole number
        2 * rank() over (
            partition by scores.model, scores.outcome, scores.cohort order by scores.score nulls last
        )
        + count(*) over (partition by scores.model, scores.outcome, scores.cohort, scores.score)
        - 1 as double_rank,
        row_number() over (
            partition by scores.model, scores.outcome, scores.cohort
            order by scores.score desc nulls last, scores.lead_id nulls last
        ) as place,
        count(*) over (partition by scores.model, scores.outcome, scores.cohort) as lead_count
    from scores
    left join training_rates
        on scores.outcome = training_rates.outcome
    where scores.cohort in ('training', 'held_out')
),

measured as (
    select
        model,
        outcome,
        cohort,
        count(*) as leads,
        sum(positive) as positives,
        sum(positive * double_rank) as double_rank_sum,
        sum(cast((probability - positive) * (probability - positive) as decimal(18, 10))) as squared_errors,
        sum(cast((training_rate - positive) * (training_rate - positive) as decimal(18, 10)))
            as baseline_squared_errors,
        sum(case when (place - 1) * 10 < lead_count then 1 else 0 end) as top_leads,
        sum(case when (place - 1) * 10 < lead_count then positive else 0 end) as top_positives
    from ranked
    group by model, outcome, cohort
),

-- a row for each, also where there are no leads yet
expected as (
    select
        models.model,
        outcomes.outcome,
        cohorts.cohort,
        cohorts.minimum_positives
    from (select 'naive_bayes' as model union all select 'rules' as model) as models
    cross join (select 'customer' as outcome union all select 'sql' as outcome) as outcomes
    cross join (
        select 'training' as cohort, 3 * {{ var('lead_score_minimum_positives', 10) }} as minimum_positives
        union all
        select 'held_out' as cohort, {{ var('lead_score_minimum_positives', 10) }} as minimum_positives
    ) as cohorts
),

judged as (
    select
        expected.model,
        expected.outcome,
        expected.cohort,
        coalesce(measured.leads, 0) as leads,
        coalesce(measured.positives, 0) as positives,
        measured.double_rank_sum,
        measured.squared_errors,
        measured.baseline_squared_errors,
        measured.top_leads,
        measured.top_positives,
        coalesce(measured.positives, 0) >= expected.minimum_positives as has_enough_positives,
        -- there must be some who did not, too
        coalesce(measured.positives < measured.leads, false) as has_negatives,
        {{ safe_divide(
            'measured.double_rank_sum - measured.positives * (measured.positives + 1)',
            '2 * measured.positives * (measured.leads - measured.positives)'
        ) }} as auc,
        -- how far the AUC of a guess strays from 0.5: its standard deviation
        sqrt({{ safe_divide(
            'measured.leads + 1', '12 * measured.positives * (measured.leads - measured.positives)'
        ) }}) as guess_deviation
    from expected
    left join measured
        on
            expected.model = measured.model
            and expected.outcome = measured.outcome
            and expected.cohort = measured.cohort
),

compared as (
    select
        *,
        case
            when not has_enough_positives then 'too few positives'
            when not has_negatives then 'too few negatives'
            when auc <= 0.5 + 1.959963984540054 * guess_deviation then 'no better than the rate'
            when squared_errors >= baseline_squared_errors then 'no better than the rate'
            else 'measured'
        end as status
    from judged
),

-- the outcome to forecast: customers if there are enough of them and those held out were told apart
-- from the others, else SQLs
usable as (
    select
        model,
        outcome
    from compared
    group by model, outcome
    having
        bool_and(has_enough_positives and has_negatives)
        and bool_or(cohort = 'held_out' and status = 'measured')
),

chosen as (
    select
        model,
        case when bool_or(outcome = 'customer') then 'customer' else 'sql' end as outcome
    from usable
    group by model
)

select
    compared.model,
    compared.outcome,
    compared.cohort,
    cast(compared.leads as bigint) as leads,
    cast(compared.positives as bigint) as positives,
    {{ safe_divide('compared.positives', 'compared.leads') }} as positive_rate,
    case when has_enough_positives then compared.auc end as auc,
    case when has_enough_positives then {{ safe_divide('compared.squared_errors', 'compared.leads') }} end as brier_score,
    case when has_enough_positives then {{ safe_divide('compared.baseline_squared_errors', 'compared.leads') }}
    end as baseline_brier_score,
    case when has_enough_positives then {{ safe_divide(
        'compared.top_positives * compared.leads', 'compared.top_leads * compared.positives') }} end as top_decile_lift,
    compared.status,
    chosen.outcome is not null as is_used
from compared
left join chosen
    on compared.model = chosen.model and compared.outcome = chosen.outcome
