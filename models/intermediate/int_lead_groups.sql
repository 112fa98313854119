-- One row is a delivered lead and the group of delivered leads that are one person, under its
-- smallest id.
with

leads as (
    select
        lead_id,
        merged_into_lead_id,
        account_id,
        {{ normalised_email('email') }} as email,
        nullif(lower(trim(first_name)) || ' ' || lower(trim(last_name)), ' ') as full_name
    from {{ ref('stg_leads') }}
),

-- what a lead has in common with others: all that share one of these are one person
ties as (
    select lead_id, 'itself ' || lead_id as tie from leads
    union all
    select leads.lead_id, 'merge ' || leads.merged_into_lead_id as tie
    from leads
    inner join leads as survivors
        on leads.merged_into_lead_id = survivors.lead_id
    union all
    select merge_targets.lead_id, 'merge ' || merge_targets.lead_id as tie
    from leads as merge_targets
    where merge_targets.lead_id in (select merged_into_lead_id from leads where merged_into_lead_id is not null)
    union all
    select lead_id, 'email ' || email as tie from leads where email is not null
    union all
    -- a lead without an e-mail is the same person as its namesake in the same account
    select namesakes.lead_id, 'name ' || without_email.lead_id as tie
    from leads as without_email
    inner join leads as namesakes
        on
            without_email.full_name = namesakes.full_name
            and without_email.account_id = namesakes.account_id
    where without_email.email is null
),

-- each round carries the smallest id one tie further: six do for a chain of seven leads,
-- and a test holds that the last changed nothing
labels_0 as (
    select
        lead_id,
        lead_id as label
    from leads
)

{%- for round in range(1, 7) %},

tie_labels_{{ round }} as (
    select
        ties.tie,
        min(labels_{{ round - 1 }}.label) as label
    from ties
    inner join labels_{{ round - 1 }}
        on ties.lead_id = labels_{{ round - 1 }}.lead_id
    group by ties.tie
),

labels_{{ round }} as (
    select
        ties.lead_id,
        min(tie_labels_{{ round }}.label) as label
    from ties
    inner join tie_labels_{{ round }}
        on ties.tie = tie_labels_{{ round }}.tie
    group by ties.lead_id
)
{%- endfor %}

select
    lead_id,
    label as group_id
from labels_6
