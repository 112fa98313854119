-- One row is a lead that a metric follows: the day from which on it is counted, and the day on which it became what is
-- counted, NULL where it did not or nobody says when.
{{ config(materialized='view') }}
{%- set dimensions = dimensions_of('leads') %}
{#- metric → whether it counts, and when it did #}
{%- set of_leads = {
    'lead_to_mql_rate': ('leads.is_mql', business_date('leads.mql_at')),
    'qualified_lead_share': ('leads.is_qualified', 'stages.qualified_on'),
    'lead_to_opportunity_rate': ('leads.has_opportunity', business_date('opportunities.opportunity_at')),
    'cohort_conversion_rate': ('leads.is_customer', 'leads.customer_on'),
} %}
{%- set of_mqls = {
    'mql_to_sql_rate': ('leads.is_sql', business_date('leads.sql_at')),
    'mql_to_opportunity_rate': ('leads.has_opportunity', business_date('opportunities.opportunity_at')),
} %}
with

leads as (
    select * from {{ ref('fct_leads') }}
),

opportunities as (
    select * from {{ ref('int_lead_opportunities') }}
),

stages as (
    select
        lead_id,
        min(entered_on) as qualified_on
    from {{ ref('fct_lead_stages') }}
    where stage in ({{ qualified_stages() }})
    group by lead_id
)

{%- for metric, (counts, counted_on) in of_leads.items() %}
select
    '{{ metric }}' as metric,
    leads.created_on as entered_on,
    {{ counts }} as is_counted,
    case when {{ counts }} then {{ counted_on }} end as counted_on,
    {{ qualified(dimensions, 'leads') }}
from leads
left join stages
    on leads.lead_id = stages.lead_id
left join opportunities
    on leads.lead_id = opportunities.lead_id
union all
{%- endfor %}
{%- for metric, (counts, counted_on) in of_mqls.items() %}
select
    '{{ metric }}' as metric,
    mqls.entered_on,
    {{ counts }} as is_counted,
    case when {{ counts }} then {{ counted_on }} end as counted_on,
    {{ qualified(dimensions, 'leads') }}
from {{ ref('fct_lead_stages') }} as mqls
inner join leads
    on mqls.lead_id = leads.lead_id
left join opportunities
    on leads.lead_id = opportunities.lead_id
where mqls.stage = 'mql'
union all
{%- endfor %}
select
    'content_lead_to_customer_rate' as metric,
    leads.created_on as entered_on,
    leads.is_customer as is_counted,
    leads.customer_on as counted_on,
    {{ qualified(dimensions, 'leads') }}
from {{ ref('int_content_leads') }} as content_leads
inner join leads
    on content_leads.lead_id = leads.lead_id
