-- One row is a delivered lead, the one lead that stands for its person, and the rule that joined
-- them.
with

merge_targets as (
    select merged_into_lead_id as lead_id
    from {{ ref('stg_leads') }}
    where merged_into_lead_id is not null
    group by merged_into_lead_id
),

leads as (
    select
        stg_leads.lead_id,
        stg_leads.created_at,
        {{ normalised_email('stg_leads.email') }} as email,
        survivors.lead_id as survivor_id,
        lead_groups.group_id,
        coalesce(stg_leads.is_deleted, false) as is_deleted,
        merge_targets.lead_id is not null as is_merge_target
    from {{ ref('stg_leads') }} as stg_leads
    inner join {{ ref('int_lead_groups') }} as lead_groups
        on stg_leads.lead_id = lead_groups.lead_id
    left join {{ ref('stg_leads') }} as survivors
        on stg_leads.merged_into_lead_id = survivors.lead_id
    left join merge_targets
        on stg_leads.lead_id = merge_targets.lead_id
),

ranked as (
    select
        *,
        -- survivors of merges stand before what was merged into them, deleted ones last
        row_number() over (
            partition by group_id
            order by
                case when is_deleted then 1 else 0 end,
                case when survivor_id is null then 0 else 1 end,
                created_at,
                lead_id
        ) as place_in_group,
        min(case when survivor_id is null and not is_deleted then 0 when survivor_id is null then 1 end)
            over (partition by group_id) as survivor_rank,
        count(*) over (partition by group_id, email) as same_email_count
    from leads
),

representatives as (
    select
        group_id,
        lead_id,
        -- left out: the one the others were merged into is deleted, or all are
        is_deleted or coalesce(survivor_rank, 0) = 1 as is_left_out
    from ranked
    where place_in_group = 1
)

select
    ranked.lead_id as source_lead_id,
    case when not representatives.is_left_out then representatives.lead_id end as lead_id,
    ranked.created_at,
    case
        when ranked.lead_id = representatives.lead_id then 'itself'
        when ranked.survivor_id is not null then 'crm_merge'
        when ranked.email is not null and ranked.same_email_count > 1 then 'email'
        when ranked.is_merge_target then 'crm_merge'
        else 'name'
    end as matched_by,
    ranked.is_deleted,
    representatives.is_left_out
from ranked
inner join representatives
    on ranked.group_id = representatives.group_id
