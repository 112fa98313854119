-- Every deal that counts stands in one way: an open one has no closing day, a won or lost one without a day has
-- no revenue, and what is_won or is_lost says is what the outcome says.
select
    deal_id,
    outcome
from {{ ref('fct_deals') }}
where
    outcome not in ('open', 'won', 'lost', 'closed')
    or is_open is distinct from (outcome = 'open')
    or is_won is distinct from (outcome = 'won' and closed_on is not null)
    or is_lost is distinct from (outcome = 'lost' and closed_on is not null)
    or (is_open and closed_at is not null)
    or (revenue_amount is not null and not is_won)
union all
select
    coalesce(outcomes.deal_id, deals.deal_id) as deal_id,
    outcomes.outcome
from {{ ref('int_deal_outcomes') }} as outcomes
full outer join {{ ref('fct_deals') }} as deals
    on outcomes.deal_id = deals.deal_id
where outcomes.deal_id is null or deals.deal_id is null
