-- One row is a delivered lead, the one lead that stands for its person, and the rule that joined
-- them.
with

merges as (
    select * from {{ ref('int_identity_merges') }} where input = 'leads'
),

said_same as (
    select id as lead_id from {{ ref('int_identity_rules') }} where input = 'leads' and is_same
    union all
    select other_id as lead_id from {{ ref('int_identity_rules') }} where input = 'leads' and is_same
),

named as (
    select lead_id from said_same group by lead_id
),

leads as (
    select
        stg_leads.lead_id as id,
        lead_groups.group_id,
        lead_groups.tied_id,
        stg_leads.created_at,
        emails.email,
        coalesce(stg_leads.is_deleted, false) as is_deleted,
        merges.id is not null as is_merged,
        named.lead_id is not null as is_named
    from {{ ref('stg_leads') }} as stg_leads
    inner join {{ ref('int_lead_groups') }} as lead_groups
        on stg_leads.lead_id = lead_groups.lead_id
    left join {{ ref('int_lead_emails') }} as emails
        on stg_leads.lead_id = emails.lead_id
    left join merges
        on stg_leads.lead_id = merges.id
    left join named
        on stg_leads.lead_id = named.lead_id
),

representatives as (
    {{ representatives('leads') }}
),

counted as (
    select
        leads.*,
        representatives.representative_id,
        representatives.is_left_out,
        max(case when leads.id = representatives.representative_id then leads.tied_id end)
            over (partition by leads.group_id) as representative_tied_id,
        count(*) over (partition by leads.group_id, leads.email) as same_email_count
    from leads
    inner join representatives
        on leads.group_id = representatives.group_id
)

select
    id as source_lead_id,
    case when not is_left_out then representative_id end as lead_id,
    created_at,
    case
        when id = representative_id then 'itself'
        when is_named then 'company_rule'
        when is_merged then 'crm_merge'
        when email is not null and same_email_count > 1 then 'email'
        when tied_id <> representative_tied_id then 'name'
        else 'crm_merge'
    end as matched_by,
    is_deleted,
    is_left_out
from counted
