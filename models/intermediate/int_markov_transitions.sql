-- One row is a step that paths take from one state to the next, and how likely it is.
-- States: start, 'at <value>' for a channel or campaign, conversion, null (the path ended without
-- one).
{#- A path begins with the last so many of its changes: the 1,024 steps of int_removal_effects are enough for paths
    that are not longer on average. #}
{%- set most_changes = 50 %}
with

path_touches as (
    select
        conversion_type,
        'converted ' || conversion_id as path_id,
        touch_number,
        {{ touch_dimensions() | join(', ') }},
        'conversion' as outcome
    from {{ ref('int_touchpoints') }}
    where is_tracked
    union all
    select
        conversion_type,
        'unconverted ' || path_id as path_id,
        touch_number,
        {{ touch_dimensions() | join(', ') }},
        'null' as outcome
    from {{ ref('int_unconverted_touchpoints') }}
),

touches as (
    {%- for dimension in touch_dimensions() %}
    {{ "union all" if not loop.first }}
    select
        path_touches.conversion_type,
        '{{ dimension_name(dimension) }}' as dimension,
        path_touches.path_id,
        path_touches.touch_number,
        states.state,
        path_touches.outcome
    from path_touches
    inner join {{ ref('int_markov_states') }} as states
        on
            path_touches.conversion_type = states.conversion_type
            and path_touches.{{ dimension }} = states.dimension_value
            and states.dimension = '{{ dimension_name(dimension) }}'
    {%- endfor %}
),

-- a state that follows itself changes no removal effect, so it counts once
changes as (
    select *
    from (
        select
            *,
            lag(state) over (
                partition by conversion_type, dimension, path_id order by touch_number nulls last
            ) as previous_state
        from touches
    ) as neighbours
    where previous_state is null or state <> previous_state
),

placed as (
    select
        *,
        row_number() over (
            partition by conversion_type, dimension, path_id order by touch_number desc nulls last
        ) as place_from_last
    from changes
),

steps as (
    select
        conversion_type,
        dimension,
        case
            when previous_state is null or place_from_last = {{ most_changes }} then 'start' else previous_state
        end as from_state,
        state as to_state
    from placed
    where place_from_last <= {{ most_changes }}
    union all
    select
        conversion_type,
        dimension,
        state as from_state,
        outcome as to_state
    from placed
    where place_from_last = 1
),

counted as (
    select
        conversion_type,
        dimension,
        from_state,
        to_state,
        count(*) as step_count
    from steps
    group by conversion_type, dimension, from_state, to_state
)

select
    conversion_type,
    dimension,
    from_state,
    to_state,
    cast(step_count as bigint) as step_count,
    cast({{ safe_divide('step_count', 'sum(step_count) over (partition by conversion_type, dimension, from_state)') }}
        as decimal(18, 12)) as probability
from counted
