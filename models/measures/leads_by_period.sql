-- One row is how many leads came, and entered their stages, in a period, for one value of one
-- dimension.
{%- set dimensions = dimensions_of('leads') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

leads as (
    select * from {{ ref('fct_leads') }}
),

events as (
    select
        created_on as event_on,
        {{ dimensions | join(', ') }},
        1 as leads,
        case when is_qualified then 1 else 0 end as qualified_leads,
        case when is_mql then 1 else 0 end as leads_that_became_mqls,
        case when has_opportunity then 1 else 0 end as leads_with_opportunity,
        case when is_customer then 1 else 0 end as leads_that_became_customers,
        case when icp = 'yes' then 1 else 0 end as icp_leads,
        0 as mqls,
        0 as mqls_that_became_sqls,
        0 as mqls_with_opportunity,
        0 as sqls
    from leads
    union all
    select
        stages.entered_on as event_on,
        {{ qualified(dimensions, 'leads') }},
        0 as leads,
        0 as qualified_leads,
        0 as leads_that_became_mqls,
        0 as leads_with_opportunity,
        0 as leads_that_became_customers,
        0 as icp_leads,
        case when stages.stage = 'mql' then 1 else 0 end as mqls,
        case when stages.stage = 'mql' and leads.is_sql then 1 else 0 end as mqls_that_became_sqls,
        case when stages.stage = 'mql' and leads.has_opportunity then 1 else 0 end as mqls_with_opportunity,
        case when stages.stage = 'sql' then 1 else 0 end as sqls
    from {{ ref('fct_lead_stages') }} as stages
    inner join leads
        on stages.lead_id = leads.lead_id
    where stages.stage in ('mql', 'sql')
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={
        'leads': 'sum(events.leads)',
        'qualified_leads': 'sum(events.qualified_leads)',
        'leads_that_became_mqls': 'sum(events.leads_that_became_mqls)',
        'leads_with_opportunity': 'sum(events.leads_with_opportunity)',
        'leads_that_became_customers': 'sum(events.leads_that_became_customers)',
        'icp_leads': 'sum(events.icp_leads)',
        'target_account_leads': "sum(case when events.target_account = 'yes' then events.leads else 0 end)",
        'organic_leads': "sum(case when events.channel = 'organic_search' then events.leads else 0 end)",
        'mqls': 'sum(events.mqls)',
        'mqls_that_became_sqls': 'sum(events.mqls_that_became_sqls)',
        'mqls_with_opportunity': 'sum(events.mqls_with_opportunity)',
        'sqls': 'sum(events.sqls)',
    },
) }}
