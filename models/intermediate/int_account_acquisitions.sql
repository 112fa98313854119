-- One row is an account and what brought it as a customer: its first won deal, else its earliest
-- lead.
with

won_deals as (
    select
        account_id,
        channel,
        campaign,
        program,
        {{- own_columns({'campaigns': 'deals'}) }}
        row_number() over (partition by account_id order by closed_at nulls last, deal_id) as deal_number
    from {{ ref('int_deals') }} as deals
    where is_won and account_id is not null
),

leads as (
    select
        account_id,
        channel,
        campaign,
        program,
        {{- own_columns({'campaigns': 'leads'}) }}
        row_number() over (partition by account_id order by created_at, lead_id) as lead_number
    from {{ ref('int_leads') }} as leads
    where account_id is not null
),

customers as (
    select account_id from {{ ref('int_subscriptions') }}
    union all
    select account_id from {{ ref('int_invoices') }}
    union all
    select account_id from won_deals
),

accounts as (
    select account_id
    from customers
    group by account_id
)

select
    accounts.account_id,
    {{- own_columns({'accounts': 'known', 'campaigns': ['won_deals', 'leads']}) }}
    coalesce(won_deals.channel, leads.channel, 'unknown') as channel,
    coalesce(won_deals.campaign, leads.campaign, 'unknown') as campaign,
    coalesce(won_deals.program, leads.program, 'unknown') as program,
    coalesce(known.segment, 'unknown') as segment,
    coalesce(known.target_account, 'unknown') as target_account,
    coalesce(known.icp, 'unknown') as icp
from accounts
left join won_deals
    on accounts.account_id = won_deals.account_id and won_deals.deal_number = 1
left join leads
    on accounts.account_id = leads.account_id and leads.lead_number = 1
left join {{ ref('int_accounts') }} as known
    on accounts.account_id = known.account_id
