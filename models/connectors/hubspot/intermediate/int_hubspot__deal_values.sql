-- One row is a deal of HubSpot, a moment at which it entered a stage, and what one of its properties was then.
with

moments as (
    select
        deal_id,
        moment
    from {{ ref('int_hubspot__deal_entries') }}
    where left_out_reason is null
    group by deal_id, moment
),

changes as (
    select
        deal_id,
        property,
        value,
        {{ typed('changed_at', 'timestamp', {}) }} as changed_at
    from {{ ref('base_hubspot__deal_changes') }}
    where property in ('amount', 'closedate')
),

ranked as (
    select
        moments.deal_id,
        moments.moment,
        changes.property,
        changes.value,
        row_number() over (
            partition by moments.deal_id, moments.moment, changes.property
            order by changes.changed_at desc nulls last, changes.value nulls last
        ) as place
    from moments
    inner join changes
        on moments.deal_id = changes.deal_id and moments.moment >= changes.changed_at
)

select
    deal_id,
    moment,
    max(case when property = 'amount' then value end) as amount,
    max(case when property = 'closedate' then value end) as closing_date
from ranked
where place = 1
group by deal_id, moment
