-- Every lead of core has one row, every score lies in 0 to 100 and every probability in 0 to 1.
select
    coalesce(leads.lead_id, scores.lead_id) as lead_id,
    scores.total_score,
    scores.probability
from {{ ref('fct_leads') }} as leads
full outer join {{ ref('lead_scores') }} as scores
    on leads.lead_id = scores.lead_id
where
    leads.lead_id is null
    or scores.lead_id is null
    or not (
        scores.relevance_score between 0 and 100
        and scores.engagement_score between 0 and 100
        and scores.intent_score between 0 and 100
        and scores.fit_score between 0 and 100
        and scores.budget_score between 0 and 100
        and scores.total_score between 0 and 100
    )
    or not coalesce(scores.probability between 0 and 1, true)
