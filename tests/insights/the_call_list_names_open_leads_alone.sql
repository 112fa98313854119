-- Who is on the call list has no opportunity, is no customer, and was not disqualified.
select call_list.lead_id
from {{ ref('call_list') }} as call_list
left join {{ ref('fct_leads') }} as leads
    on call_list.lead_id = leads.lead_id
where
    leads.lead_id is null
    or leads.has_opportunity
    or leads.is_customer
    or call_list.stage in ('disqualified', 'recycled')
