-- One row is a person who became a lead; duplicates are one, deleted ones left out.
with

stages as (
    select
        lead_id,
        min(case when stage = 'mql' then entered_at end) as mql_at,
        min(case when stage = 'sql' then entered_at end) as sql_at,
        min(case when stage = 'customer' then entered_at end) as customer_at,
        min(case when stage in ({{ qualified_stages() }}) then entered_at end) as qualified_at
    from {{ ref('fct_lead_stages') }}
    group by lead_id
),

-- where leads stand by the CRM's present word, on days that nobody knows
present_stages as (
    select
        lead_id,
        max(case when stage = 'mql' then 1 else 0 end) as is_mql,
        max(case when stage = 'sql' then 1 else 0 end) as is_sql,
        max(case when stage = 'customer' then 1 else 0 end) as is_customer,
        max(case when stage in ({{ qualified_stages() }}) then 1 else 0 end) as is_qualified
    from {{ ref('int_lead_present_stages') }}
    group by lead_id
),

wins as (
    select
        lead_id,
        min(closed_at) as first_won_at
    from {{ ref('int_deals') }}
    where outcome = 'won' and lead_id is not null
    group by lead_id
),

-- a lead is a customer by its stage or by its first won deal, whichever came first
customers as (
    select
        leads.lead_id,
        case
            when stages.customer_at is null or wins.first_won_at < stages.customer_at then wins.first_won_at
            else stages.customer_at
        end as customer_at,
        wins.lead_id is not null as has_won
    from {{ ref('int_leads') }} as leads
    left join stages
        on leads.lead_id = stages.lead_id
    left join wins
        on leads.lead_id = wins.lead_id
),

delivered_rows as (
    select
        lead_id,
        count(*) as delivered_row_count
    from {{ ref('int_lead_bridge') }}
    where lead_id is not null
    group by lead_id
)

select
    leads.lead_id,
    coalesce(leads.account_id, 'unknown') as account_id,
    leads.first_session_id,
    leads.created_at,
    stages.mql_at,
    stages.sql_at,
    customers.customer_at,
    {{ business_date('leads.created_at') }} as created_on,
    {{ business_date('customers.customer_at') }} as customer_on,
    leads.channel,
    {{ campaign_columns('leads.campaign') }},
    leads.segment,
    leads.program,
    leads.target_account,
    leads.icp,
    leads.self_reported_source,
    leads.country,
    leads.lead_source,
    leads.job_level,
    {{- own_columns({'accounts': 'leads', 'campaigns': 'leads', 'leads': 'leads'}) }}
    delivered_rows.delivered_row_count,
    stages.qualified_at is not null or coalesce(present_stages.is_qualified, 0) = 1 as is_qualified,
    stages.mql_at is not null or coalesce(present_stages.is_mql, 0) = 1 as is_mql,
    stages.sql_at is not null or coalesce(present_stages.is_sql, 0) = 1 as is_sql,
    opportunities.lead_id is not null as has_opportunity,
    customers.customer_at is not null or customers.has_won or coalesce(present_stages.is_customer, 0) = 1
        as is_customer
from {{ ref('int_leads') }} as leads
inner join delivered_rows
    on leads.lead_id = delivered_rows.lead_id
left join stages
    on leads.lead_id = stages.lead_id
left join present_stages
    on leads.lead_id = present_stages.lead_id
left join customers
    on leads.lead_id = customers.lead_id
left join {{ ref('int_lead_opportunities') }} as opportunities
    on leads.lead_id = opportunities.lead_id
