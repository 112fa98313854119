-- One row is a channel or campaign that touched a conversion, with the weight of its touches under each
-- rule-based model; so is the value of an own dimension. A conversion without a touch has one row, its
-- first touch's.
-- Weights are compared within a conversion only; whole numbers where the rule allows it.
{%- set path = ['conversion_type', 'buyer_id', 'first_number', 'last_number'] %}
with

touches as (
    select * from {{ ref('int_buyer_touches') }}
),

conversions as (
    select * from {{ ref('int_conversion_paths') }}
),

tracked as (
    select * from conversions where is_tracked
),

-- conversions with the same touches share a path
paths as (
    select {{ path | join(', ') }}
    from tracked
    group by {{ path | join(', ') }}
),

with_ends as (
    select
        paths.*,
        first_touches.touched_day as first_day,
        last_touches.touched_day as last_day,
        last_touches.touched_at as last_touched_at
    from paths
    inner join touches as first_touches
        on
            paths.conversion_type = first_touches.conversion_type
            and paths.buyer_id = first_touches.buyer_id
            and paths.first_number = first_touches.touch_number
    inner join touches as last_touches
        on
            paths.conversion_type = last_touches.conversion_type
            and paths.buyer_id = last_touches.buyer_id
            and paths.last_number = last_touches.touch_number
),

-- a path meets the touches of the two stretches that it may reach into, not all of its buyer
path_stretches as (
    {%- for end in ('first_day', 'last_day') %}
    {{ "union all" if not loop.first }}
    select {{ path | join(', ') }}, last_touched_at, {{ window_stretch(end) }} as stretch
    from with_ends
    {%- if not loop.first %}
    where {{ window_stretch('first_day') }} <> {{ window_stretch('last_day') }}
    {%- endif %}
    {%- endfor %}
),

stretch_touches as (
    select
        conversion_type,
        buyer_id,
        touch_number,
        touched_at,
        {{ window_stretch('touched_day') }} as stretch,
        {{ touch_dimensions() | join(', ') }}
    from touches
),

-- how many touches of each kind, and how recent: all that is asked of touches one by one
path_values as (
    select
        {%- for column in path %}
        stretches.{{ column }},
        {%- endfor %}
        {%- for dimension in touch_dimensions() %}
        touches.{{ dimension }},
        {%- endfor %}
        count(*) as touch_count,
        -- seen from the last touch, which changes no share and keeps the numbers away from nothing;
        -- PostgreSQL refuses a power that is too small for a double
        sum(cast(power(
            cast(0.5 as {{ type_double() }}),
            least(
                coalesce(cast({{ seconds_between('touches.touched_at', 'stretches.last_touched_at') }} as {{ type_double() }}), 0)
                / (86400 * {{ var('attribution_half_life_days', 7) }}),
                1000
            )
        ) as decimal(18, 12))) as time_decay_weight
    from path_stretches as stretches
    inner join stretch_touches as touches
        on
            stretches.conversion_type = touches.conversion_type
            and stretches.buyer_id = touches.buyer_id
            and stretches.stretch = touches.stretch
            and touches.touch_number between stretches.first_number and stretches.last_number
    group by
        {% for column in path %}stretches.{{ column }}, {% endfor %}
        {%- for dimension in touch_dimensions() %}touches.{{ dimension }}{{ ", " if not loop.last }}{% endfor %}
),

-- touches that a model sees for their place
places as (
    {%- for place in ('first', 'last', 'last_non_direct', 'lead', 'opportunity') %}
    {{ "union all" if not loop.first }}
    select
        conversion_type,
        conversion_id,
        buyer_id,
        {{ place }}_number as touch_number,
        {{ 1 if place == 'first' else 0 }} as first_touch,
        {{ 1 if place == 'last' else 0 }} as last_touch,
        {{ 1 if place == 'last_non_direct' else 0 }} as last_non_direct,
        {{ 1 if place in ('first', 'lead', 'opportunity') else 0 }} as milestones
    from tracked
    where {{ place }}_number is not null
    {%- endfor %}
),

placed_touches as (
    select
        conversion_type,
        conversion_id,
        buyer_id,
        touch_number,
        max(first_touch) as first_touch,
        max(last_touch) as last_touch,
        max(last_non_direct) as last_non_direct,
        sum(milestones) as milestones
    from places
    group by conversion_type, conversion_id, buyer_id, touch_number
),

milestone_touches as (
    select
        conversion_type,
        conversion_id,
        sum(case when milestones > 0 then 1 else 0 end) as milestone_touches
    from placed_touches
    group by conversion_type, conversion_id
),

known as (
    select
        tracked.conversion_type,
        tracked.conversion_id,
        {%- for dimension in touch_dimensions() %}
        path_values.{{ dimension }},
        {%- endfor %}
        path_values.touch_count,
        path_values.time_decay_weight,
        0 as first_touch,
        0 as last_touch,
        0 as last_non_direct,
        0 as milestones,
        0 as milestone_touches
    from tracked
    inner join path_values
        on
            tracked.conversion_type = path_values.conversion_type
            and tracked.buyer_id = path_values.buyer_id
            and tracked.first_number = path_values.first_number
            and tracked.last_number = path_values.last_number
    union all
    select
        placed_touches.conversion_type,
        placed_touches.conversion_id,
        {%- for dimension in touch_dimensions() %}
        touches.{{ dimension }},
        {%- endfor %}
        0 as touch_count,
        0 as time_decay_weight,
        placed_touches.first_touch,
        placed_touches.last_touch,
        placed_touches.last_non_direct,
        placed_touches.milestones,
        case when placed_touches.milestones > 0 then 1 else 0 end as milestone_touches
    from placed_touches
    inner join touches
        on
            placed_touches.conversion_type = touches.conversion_type
            and placed_touches.buyer_id = touches.buyer_id
            and placed_touches.touch_number = touches.touch_number
),

values_touched as (
    {%- for dimension in touch_dimensions() %}
    {{ "union all" if not loop.first }}
    select
        conversion_type,
        conversion_id,
        '{{ dimension_name(dimension) }}' as dimension,
        {{ dimension }} as dimension_value,
        sum(touch_count) as touch_count,
        sum(time_decay_weight) as time_decay_weight,
        sum(first_touch) as first_touch,
        sum(last_touch) as last_touch,
        sum(last_non_direct) as last_non_direct,
        sum(milestones) as milestones,
        sum(milestone_touches) as milestone_touches
    from known
    group by conversion_type, conversion_id, {{ dimension }}
    {%- endfor %}
),

weighed as (
    select
        conversions.conversion_type,
        conversions.conversion_id,
        conversions.converted_on,
        conversions.revenue_amount,
        conversions.is_tracked,
        touched.dimension,
        touched.dimension_value,
        touched.first_touch as first_touch_weight,
        touched.last_touch as last_touch_weight,
        touched.last_non_direct as last_non_direct_weight,
        touched.touch_count as linear_weight,
        -- 40 for the first, 40 for the last, 20 for all between; times their number, to stay whole
        case
            when conversions.touch_count <= 2 then touched.touch_count
            else 20 * touched.touch_count
                + (40 * (conversions.touch_count - 2) - 20) * (touched.first_touch + touched.last_touch)
        end as u_shaped_weight,
        -- 30 for each milestone that a touch stands for, 10 for all others together
        10 * (touched.touch_count - touched.milestone_touches)
        + touched.milestones * case
            when conversions.touch_count > milestones.milestone_touches
                then 30 * (conversions.touch_count - milestones.milestone_touches)
            else 1
        end as w_shaped_weight,
        touched.time_decay_weight
    from values_touched as touched
    inner join conversions
        on
            touched.conversion_type = conversions.conversion_type
            and touched.conversion_id = conversions.conversion_id
    inner join milestone_touches as milestones
        on
            touched.conversion_type = milestones.conversion_type
            and touched.conversion_id = milestones.conversion_id
    {%- for dimension in touch_dimensions() %}
    union all
    select
        paths.conversion_type,
        paths.conversion_id,
        paths.converted_on,
        paths.revenue_amount,
        paths.is_tracked,
        '{{ dimension_name(dimension) }}' as dimension,
        {%- if dimension in ('channel', 'campaign') %}
        conversions.{{ dimension }} as dimension_value,
        {%- elif dimension in own_columns_of('campaigns') %}
        coalesce(campaigns.{{ dimension }}, 'unknown') as dimension_value,
        {%- else %}
        'unknown' as dimension_value,
        {%- endif %}
        {%- for number in range(6) %}
        1,
        {%- endfor %}
        1
    from conversions as paths
    inner join {{ ref('int_conversions') }} as conversions
        on paths.conversion_type = conversions.conversion_type and paths.conversion_id = conversions.conversion_id
    {%- if dimension in own_columns_of('campaigns') %}
    left join {{ ref('int_campaigns') }} as campaigns
        on conversions.campaign = campaigns.campaign_id
    {%- endif %}
    where not paths.is_tracked
    {%- endfor %}
)

select
    conversion_type,
    conversion_id,
    converted_on,
    revenue_amount,
    is_tracked,
    dimension,
    dimension_value,
    {%- for model in ['first_touch', 'last_touch', 'last_non_direct', 'linear', 'u_shaped', 'w_shaped', 'time_decay'] %}
    cast({{ model }}_weight as decimal(38, 12)) as {{ model }}_weight{{ "," if not loop.last }}
    {%- endfor %}
from weighed
