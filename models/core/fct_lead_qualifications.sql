-- One row is a lead and a qualification criterion, with the latest answer.
with

answers as (
    select
        bridge.lead_id,
        replace(replace(lower(qualifications.criterion), ' ', '_'), '-', '_') as criterion,
        qualifications.is_met,
        qualifications.recorded_at,
        row_number() over (
            partition by bridge.lead_id, replace(replace(lower(qualifications.criterion), ' ', '_'), '-', '_')
            order by qualifications.recorded_at desc nulls last, qualifications.is_met desc
        ) as answer_number
    from {{ ref('stg_lead_qualifications') }} as qualifications
    inner join {{ ref('int_lead_bridge') }} as bridge
        on qualifications.lead_id = bridge.source_lead_id
    where bridge.lead_id is not null
)

select
    lead_id,
    criterion,
    recorded_at,
    is_met
from answers
where answer_number = 1
