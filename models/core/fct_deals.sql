-- One row is a sales opportunity; merged ones are one, deleted ones left out.
with

wins as (
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
    coalesce(deals.account_id, 'unknown') as account_id,
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
    {{ campaign_columns('deals.campaign') }},
    deals.segment,
    deals.program,
    deals.target_account,
    deals.icp,
    deals.source_owner,
    deals.owner,
    deals.competitor,
    deals.lost_reason,
    deals.deal_type,
    {{- own_columns({'accounts': 'deals', 'campaigns': 'deals', 'deals': 'deals'}) }}
    deals.stage,
    deals.probability,
    deals.currency,
    deals.pipeline_amount,
    deals.revenue_amount,
    deals.annual_contract_amount,
    deals.outcome,
    deals.is_won,
    deals.is_lost,
    deals.is_open,
    deals.is_new_business,
    (deals.channel <> 'unknown' and deals.channel in (select channel from paying))
    or (deals.campaign <> 'unknown' and deals.campaign in (select campaign from paying)) as carries_ad_spend,
    -- a renewal or an expansion as the first win shows that there was a customer before
    coalesce(wins.win_number = 1, false) and deals.is_new_business as is_new_customer,
    case when deals.closed_on >= deals.created_on then {{ days_between('deals.created_on', 'deals.closed_on') }} end
        as cycle_days
from {{ ref('int_deals') }} as deals
left join wins
    on deals.deal_id = wins.deal_id
