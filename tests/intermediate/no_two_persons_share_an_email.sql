-- One e-mail address, however it is spelled, belongs to one person.
select
    {{ normalised_email('stg_leads.email') }} as email,
    count(distinct groups.group_id) as person_count
from {{ ref('stg_leads') }} as stg_leads
inner join {{ ref('int_lead_groups') }} as groups
    on stg_leads.lead_id = groups.lead_id
where {{ normalised_email('stg_leads.email') }} is not null
group by {{ normalised_email('stg_leads.email') }}
having count(distinct groups.group_id) > 1
