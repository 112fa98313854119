-- A lead and the one that the CRM merged it into are one person, and so are namesakes in an account of whom
-- one has no e-mail. It fails, too, when a chain of ties is longer than the rounds of int_lead_groups.
with

leads as (
    select
        stg_leads.lead_id,
        stg_leads.merged_into_lead_id,
        stg_leads.account_id,
        lower(trim(stg_leads.first_name)) as first_name,
        lower(trim(stg_leads.last_name)) as last_name,
        {{ normalised_email('stg_leads.email') }} as email,
        groups.group_id
    from {{ ref('stg_leads') }} as stg_leads
    inner join {{ ref('int_lead_groups') }} as groups
        on stg_leads.lead_id = groups.lead_id
)

select
    merged.lead_id,
    survivors.lead_id as other_lead_id
from leads as merged
inner join leads as survivors
    on merged.merged_into_lead_id = survivors.lead_id
where merged.group_id <> survivors.group_id
union all
select
    without_email.lead_id,
    namesakes.lead_id as other_lead_id
from leads as without_email
inner join leads as namesakes
    on
        without_email.account_id = namesakes.account_id
        and without_email.first_name = namesakes.first_name
        and without_email.last_name = namesakes.last_name
where without_email.email is null and without_email.group_id <> namesakes.group_id
