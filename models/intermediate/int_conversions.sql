-- One row is a conversion that attribution hands out: a new lead or a won deal.
select
    'lead' as conversion_type,
    lead_id as conversion_id,
    account_id,
    lead_id,
    lead_id as first_lead_id,
    created_at as converted_at,
    {{ business_date('created_at') }} as converted_on,
    created_at as lead_created_at,
    cast(null as timestamp) as opportunity_created_at,
    channel,
    campaign,
    {{- own_columns({'accounts': 'leads', 'leads': 'leads'}, beyond=['deals']) }}
    cast(0 as {{ money_type() }}) as revenue_amount
from {{ ref('int_leads') }} as leads
union all
select
    'deal_won' as conversion_type,
    deals.deal_id as conversion_id,
    deals.account_id,
    deals.lead_id,
    deals.first_lead_id,
    deals.closed_at as converted_at,
    deals.closed_on as converted_on,
    leads.created_at as lead_created_at,
    deals.created_at as opportunity_created_at,
    deals.channel,
    deals.campaign,
    {{- own_columns({'accounts': 'deals', 'deals': 'deals'}, beyond=['leads']) }}
    -- an amount without a rate is not guessed: the deal counts, its revenue does not
    cast(coalesce(deals.revenue_amount, 0) as {{ money_type() }}) as revenue_amount
from {{ ref('int_deals') }} as deals
left join {{ ref('int_leads') }} as leads
    on deals.first_lead_id = leads.lead_id
where deals.is_won
