-- What campaigns spent is the spend of the metrics of all time; who has no budget has no share of it.
with

counted as (
    select
        dimension_value as campaign_id,
        marketing_spend
    from {{ ref('spend_by_period') }}
    where period_grain = 'all_time' and dimension = 'campaign' and dimension_value <> 'unknown'
)

select
    coalesce(budgets.campaign_id, counted.campaign_id) as campaign_id,
    budgets.spent_amount,
    counted.marketing_spend
from {{ ref('budgets') }} as budgets
full outer join counted
    on budgets.campaign_id = counted.campaign_id
where
    coalesce(budgets.spent_amount, 0) <> coalesce(counted.marketing_spend, 0)
    or (budgets.budget_amount is null and coalesce(budgets.spent_share, budgets.pace_ratio, budgets.expected_share) is not null)
    or budgets.time_share < 0
    or budgets.time_share > 1
