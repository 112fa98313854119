-- One row is a touch on the way to a conversion, with its weight under each rule-based model.
-- Weights are compared within a conversion only; whole numbers where the rule allows it.
with

touches as (
    select
        *,
        max(touched_at) over (partition by conversion_type, conversion_id) as last_touched_at,
        max(case when channel <> 'direct' then touch_number end)
            over (partition by conversion_type, conversion_id) as last_non_direct_number,
        max(case when touched_at <= lead_created_at then touch_number end)
            over (partition by conversion_type, conversion_id) as lead_touch_number,
        max(case when touched_at <= opportunity_created_at then touch_number end)
            over (partition by conversion_type, conversion_id) as opportunity_touch_number
    from {{ ref('int_touchpoints') }}
),

milestones as (
    select
        *,
        case when touch_number = 1 then 1 else 0 end
        + case when touch_number = lead_touch_number then 1 else 0 end
        + case when touch_number = opportunity_touch_number then 1 else 0 end as milestone_count
    from touches
),

counted as (
    select
        *,
        sum(case when milestone_count = 0 then 1 else 0 end)
            over (partition by conversion_type, conversion_id) as other_count
    from milestones
)

select
    conversion_type,
    conversion_id,
    touch_number,
    converted_on,
    {{ touch_dimensions() | join(', ') }},
    revenue_amount,
    is_tracked,
    cast(case when touch_number = 1 then 1 else 0 end as decimal(18, 12)) as first_touch_weight,
    cast(case when touch_number = touch_count then 1 else 0 end as decimal(18, 12)) as last_touch_weight,
    cast(
        case when touch_number = coalesce(last_non_direct_number, touch_count) then 1 else 0 end as decimal(18, 12)
    ) as last_non_direct_weight,
    cast(1 as decimal(18, 12)) as linear_weight,
    -- 40 for the first, 40 for the last, 20 for all between; times their number, to stay whole
    cast(case
        when touch_count <= 2 then 1
        when touch_number in (1, touch_count) then 40 * (touch_count - 2)
        else 20
    end as decimal(18, 12)) as u_shaped_weight,
    -- 30 for each milestone that a touch stands for, 10 for all others together
    cast(case
        when milestone_count > 0 and other_count > 0 then 30 * milestone_count * other_count
        when milestone_count > 0 then milestone_count
        else 10
    end as decimal(18, 12)) as w_shaped_weight,
    -- seen from the last touch, which changes no share and keeps the numbers away from nothing;
    -- PostgreSQL refuses a power that is too small for a double
    cast(power(
        cast(0.5 as {{ type_double() }}),
        least(
            coalesce(cast({{ seconds_between('touched_at', 'last_touched_at') }} as {{ type_double() }}), 0)
            / (86400 * {{ var('attribution_half_life_days', 7) }}),
            1000
        )
    ) as decimal(18, 12)) as time_decay_weight
from counted
