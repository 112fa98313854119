-- Of a person's rows, those with an address hang together without any name: whoever has none joins them to
-- nobody else.
select
    groups.group_id,
    count(distinct groups.tied_id) as person_count
from {{ ref('int_lead_groups') }} as groups
inner join {{ ref('int_lead_emails') }} as emails
    on groups.lead_id = emails.lead_id
group by groups.group_id
having count(distinct groups.tied_id) > 1
