-- What campaigns spent, in their budgets and beside them, is the spend of the metrics of all time; who has no budget
-- has no share of it.
with

counted as (
    select
        dimension_value as campaign_id,
        marketing_spend
    from {{ ref('spend_by_period') }}
    where period_grain = 'all_time' and dimension = 'campaign' and dimension_value <> 'unknown'
),

campaigns as (
    select
        campaign_id,
        sum(spent_amount) as spent_amount,
        sum(case
            when budget_amount is null and coalesce(spent_share, pace_ratio, expected_share) is not null then 1
            when time_share < 0 or time_share > 1 then 1
            else 0
        end) as impossible_rows
    from {{ ref('campaign_budgets') }}
    group by campaign_id
)

select
    coalesce(campaigns.campaign_id, counted.campaign_id) as campaign_id,
    campaigns.spent_amount,
    counted.marketing_spend
from campaigns
full outer join counted
    on campaigns.campaign_id = counted.campaign_id
where
    coalesce(campaigns.spent_amount, 0) <> coalesce(counted.marketing_spend, 0)
    or campaigns.impossible_rows > 0
