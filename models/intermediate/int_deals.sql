-- One row is a deal that counts, with how it stands, its first touch and its amounts in the reporting
-- currency.
with

deals as (
    select
        stg_deals.*,
        {{- own_values('deals', 'stg_deals') }}
        outcomes.outcome,
        outcomes.closed_at as ended_at,
        coalesce(accounts.account_id, stg_deals.account_id) as buying_account_id,
        {{ business_date('stg_deals.created_at') }} as created_on,
        {{ business_date('stg_deals.qualified_at') }} as qualified_on,
        {{ business_date('outcomes.closed_at') }} as closed_on
    from {{ ref('stg_deals') }} as stg_deals
    inner join {{ ref('int_deal_outcomes') }} as outcomes
        on stg_deals.deal_id = outcomes.deal_id
    left join {{ ref('int_account_bridge') }} as accounts
        on stg_deals.account_id = accounts.source_account_id
),

bridge as (
    select * from {{ ref('int_lead_bridge') }} where lead_id is not null
),

leads as (
    select * from {{ ref('int_leads') }}
),

account_leads as (
    select
        lead_id,
        account_id,
        created_at,
        row_number() over (partition by account_id order by created_at, lead_id) as lead_number
    from leads
    where account_id is not null
),

linked as (
    select
        deals.*,
        bridge.lead_id as stated_lead_id,
        -- of a lead that is not there, the id still tells its deals from others'
        coalesce(bridge.lead_id, deals.lead_id) as named_lead_id,
        coalesce(bridge.lead_id, account_leads.lead_id) as first_lead_id
    from deals
    left join bridge
        on deals.lead_id = bridge.source_lead_id
    -- without a lead of its own, a deal goes back to its account's earliest, if that came before it
    left join account_leads
        on
            deals.buying_account_id = account_leads.account_id
            and account_leads.lead_number = 1
            and account_leads.created_at <= deals.created_at
),

touched as (
    select
        linked.*,
        -- the lead's first touch as a whole, if anything is known of it, else the deal's own campaign
        nullif(leads.channel, 'unknown') as lead_channel,
        coalesce(
            linked.monthly_recurring_amount * 12,
            cast({{ safe_divide('linked.amount * 12', 'linked.contract_months') }} as decimal(24, 4)),
            linked.amount
        ) as annual_amount,
        coalesce(linked.buying_account_id, leads.account_id) as deal_account_id,
        case
            when leads.channel <> 'unknown' or leads.campaign <> 'unknown' then leads.campaign
            else linked.campaign_id
        end as first_campaign_id
    from linked
    left join leads
        on linked.first_lead_id = leads.lead_id
)

select
    touched.deal_id,
    touched.deal_account_id as account_id,
    touched.stated_lead_id as lead_id,
    touched.first_lead_id,
    coalesce(touched.deal_account_id, 'lead ' || touched.named_lead_id, 'deal ' || touched.deal_id) as customer_id,
    touched.created_at,
    touched.qualified_at,
    touched.ended_at as closed_at,
    touched.created_on,
    touched.qualified_on,
    touched.closed_on,
    touched.expected_close_on,
    coalesce(touched.lead_channel, campaigns.channel, 'unknown') as channel,
    coalesce(campaigns.campaign_id, 'unknown') as campaign,
    coalesce(campaigns.program, 'unknown') as program,
    coalesce(accounts.segment, 'unknown') as segment,
    coalesce(accounts.target_account, 'unknown') as target_account,
    coalesce(accounts.icp, 'unknown') as icp,
    coalesce(
        touched.source_owner,
        case
            when touched.lead_channel is null and campaigns.campaign_id is null then 'sales'
            else coalesce(channels.sourced_by, 'marketing')
        end
    ) as source_owner,
    coalesce(touched.owner, 'unknown') as owner,
    coalesce(touched.competitor, 'unknown') as competitor,
    coalesce(touched.lost_reason, 'unknown') as lost_reason,
    coalesce(touched.deal_type, 'unknown') as deal_type,
    {{- own_columns({'accounts': 'accounts', 'campaigns': 'campaigns', 'deals': 'touched'}) }}
    touched.stage,
    touched.probability,
    upper(coalesce(touched.currency, '{{ var("reporting_currency") }}')) as currency,
    {{ in_reporting_currency('touched.amount', 'touched.currency', 'created_rates.rate_to_reporting') }}
        as pipeline_amount,
    case
        when touched.outcome = 'won' and touched.closed_on is not null
            then {{ in_reporting_currency('touched.amount', 'touched.currency', 'closed_rates.rate_to_reporting') }}
    end as revenue_amount,
    case
        when touched.outcome = 'won' and touched.closed_on is not null
            then {{ in_reporting_currency(
                'touched.annual_amount', 'touched.currency', 'closed_rates.rate_to_reporting') }}
    end as annual_contract_amount,
    touched.outcome,
    touched.outcome = 'won' and touched.closed_on is not null as is_won,
    touched.outcome = 'lost' and touched.closed_on is not null as is_lost,
    touched.outcome = 'open' as is_open,
    case
        when touched.deal_type is null then coalesce(touched.amount, 0) >= 0
        else touched.deal_type = 'new_business'
    end as is_new_business
from touched
left join {{ ref('int_campaigns') }} as campaigns
    on touched.first_campaign_id = campaigns.campaign_id
left join {{ ref('channels') }} as channels
    on coalesce(touched.lead_channel, campaigns.channel) = channels.channel
left join {{ ref('int_accounts') }} as accounts
    on touched.deal_account_id = accounts.account_id
left join {{ ref('int_exchange_rates') }} as created_rates
    on upper(touched.currency) = created_rates.currency and touched.created_on = created_rates.date_day
left join {{ ref('int_exchange_rates') }} as closed_rates
    on upper(touched.currency) = closed_rates.currency and touched.closed_on = closed_rates.date_day
