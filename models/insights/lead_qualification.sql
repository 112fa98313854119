-- One row is a lead and a qualification framework, and how much of it the lead meets.
with

frameworks as (
    select
        framework,
        lower(replace(replace(criterion, ' ', '_'), '-', '_')) as criterion
    from {{ ref('qualification_frameworks') }}
),

answers as (
    select
        answered.lead_id,
        frameworks.framework,
        count(*) as asked_count,
        sum(case when answered.is_met then 1 else 0 end) as met_count
    from {{ ref('fct_lead_qualifications') }} as answered
    inner join frameworks
        on answered.criterion = frameworks.criterion
    group by answered.lead_id, frameworks.framework
),

-- a framework of which nobody was ever asked anything judges no one
sizes as (
    select
        framework,
        count(*) as criteria_count
    from frameworks
    where framework in (select framework from answers)
    group by framework
),

leads as (
    select
        leads.lead_id,
        leads.created_on,
        leads.channel,
        leads.segment,
        leads.program,
        sizes.framework,
        sizes.criteria_count,
        coalesce(answers.asked_count, 0) as asked_count,
        coalesce(answers.met_count, 0) as met_count,
        opportunities.lead_id is not null as has_opportunity,
        leads.is_customer
    from {{ ref('fct_leads') }} as leads
    cross join sizes
    left join answers
        on leads.lead_id = answers.lead_id and sizes.framework = answers.framework
    left join {{ ref('int_lead_opportunities') }} as opportunities
        on leads.lead_id = opportunities.lead_id
)

select
    lead_id,
    framework,
    created_on,
    channel,
    segment,
    program,
    case
        when asked_count = 0 then 'not_asked'
        when met_count = criteria_count then 'full'
        when met_count > 0 then 'partial'
        else 'none'
    end as fit,
    cast(criteria_count as bigint) as criteria_count,
    cast(asked_count as bigint) as asked_count,
    cast(met_count as bigint) as met_count,
    cast(criteria_count - asked_count as bigint) as missing_count,
    case when asked_count > 0 then {{ safe_divide('met_count', 'criteria_count') }} end as fit_share,
    has_opportunity,
    is_customer
from leads
