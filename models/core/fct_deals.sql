-- One row is a sales opportunity; deleted ones are left out.
with

first_wins as (
    select
        deal_id,
        row_number() over (partition by customer_id order by closed_at nulls last, deal_id) as win_number
    from {{ ref('int_deals') }}
    where is_won
),

-- money without a rate was spent too
paying as (
    select
        channel,
        campaign
    from {{ ref('fct_ad_spend') }}
    where spend_amount is null or spend_amount > 0
    group by channel, campaign
)

select
    deals.deal_id,
    deals.account_id,
    deals.lead_id,
    deals.first_lead_id,
    deals.created_at,
    deals.qualified_at,
    deals.closed_at,
    deals.created_on,
    deals.qualified_on,
    deals.closed_on,
    deals.expected_close_on,
    deals.channel,
    deals.campaign,
    deals.segment,
    deals.program,
    deals.target_account,
    deals.icp,
    deals.source_owner,
    deals.owner,
    deals.competitor,
    deals.lost_reason,
    deals.deal_type,
    deals.stage,
    deals.probability,
    deals.currency,
    deals.pipeline_amount,
    deals.revenue_amount,
    deals.annual_contract_amount,
    deals.is_won,
    deals.is_lost,
    deals.is_new_business,
    (deals.channel <> 'unknown' and deals.channel in (select channel from paying))
    or (deals.campaign <> 'unknown' and deals.campaign in (select campaign from paying)) as carries_ad_spend,
    coalesce(first_wins.win_number = 1, false) as is_new_customer
from {{ ref('int_deals') }} as deals
left join first_wins
    on deals.deal_id = first_wins.deal_id
