-- One row is a conversion that attribution hands out: a new lead or a won deal.
with

leads as (
    select * from {{ ref('int_leads') }}
),

deals as (
    select * from {{ ref('int_deals') }} where is_won
)

select
    'lead' as conversion_type,
    lead_id as conversion_id,
    'lead ' || lead_id as buyer_id,
    cast(null as {{ dbt.type_string() }}) as account_id,
    lead_id,
    created_at as converted_at,
    {{ business_date('created_at') }} as converted_on,
    created_at as lead_created_at,
    cast(null as timestamp) as opportunity_created_at,
    channel,
    campaign,
    {{- own_columns({'accounts': 'leads', 'leads': 'leads'}, beyond=['deals']) }}
    cast(0 as {{ money_type() }}) as revenue_amount
from leads
union all
select
    'deal_won' as conversion_type,
    deals.deal_id as conversion_id,
    -- a deal is its whole account's, and its own lead's where that belongs elsewhere: deals of the same
    -- people have the same touches
    case
        when deals.account_id is null then 'lead ' || deals.first_lead_id
        when deals.first_lead_id is null or leads.account_id = deals.account_id then 'account ' || deals.account_id
        else 'account ' || length(deals.account_id) || ' ' || deals.account_id || ' lead ' || deals.first_lead_id
    end as buyer_id,
    deals.account_id,
    deals.first_lead_id as lead_id,
    deals.closed_at as converted_at,
    deals.closed_on as converted_on,
    leads.created_at as lead_created_at,
    deals.created_at as opportunity_created_at,
    deals.channel,
    deals.campaign,
    {{- own_columns({'accounts': 'deals', 'deals': 'deals'}, beyond=['leads']) }}
    -- an amount without a rate is not guessed: the deal counts, its revenue does not
    cast(coalesce(deals.revenue_amount, 0) as {{ money_type() }}) as revenue_amount
from deals
left join leads
    on deals.first_lead_id = leads.lead_id
