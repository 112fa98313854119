-- One row is a step that paths take from one state to the next, and how likely it is.
-- States: start, 'at <value>' for a channel or campaign, conversion, null (the path ended without
-- one).
{#- A path begins with the last so many of its changes: the 1,024 steps of int_removal_effects are enough for paths
    that are not longer on average. #}
{%- set most_changes = 50 %}
with

walk_touches as (
    select
        conversion_type,
        buyer_id as walk_id,
        touch_number,
        {{ touch_dimensions() | join(', ') }},
        1 as is_of_buyer
    from {{ ref('int_buyer_touches') }}
    union all
    select
        conversion_type,
        path_id as walk_id,
        touch_number,
        {{ touch_dimensions() | join(', ') }},
        0 as is_of_buyer
    from {{ ref('int_unconverted_touchpoints') }}
),

touches as (
    {%- for dimension in touch_dimensions() %}
    {{ "union all" if not loop.first }}
    select
        walk_touches.conversion_type,
        '{{ dimension_name(dimension) }}' as dimension,
        walk_touches.is_of_buyer,
        walk_touches.walk_id,
        walk_touches.touch_number,
        states.state
    from walk_touches
    inner join {{ ref('int_markov_states') }} as states
        on
            walk_touches.conversion_type = states.conversion_type
            and walk_touches.{{ dimension }} = states.dimension_value
            and states.dimension = '{{ dimension_name(dimension) }}'
    {%- endfor %}
),

-- a state that follows itself changes no removal effect, so it counts once
neighbours as (
    select
        *,
        lag(state) over (
            partition by conversion_type, dimension, is_of_buyer, walk_id order by touch_number nulls last
        ) as previous_state
    from touches
),

unconverted_changes as (
    select
        *,
        row_number() over (
            partition by conversion_type, dimension, walk_id order by touch_number desc nulls last
        ) as place_from_last
    from neighbours
    where is_of_buyer = 0 and (previous_state is null or state <> previous_state)
),

-- a buyer's touches in runs of one state: a path goes from one of its runs to another
run_touches as (
    select
        conversion_type,
        dimension,
        walk_id as buyer_id,
        touch_number,
        state,
        sum(case when state = previous_state then 0 else 1 end) over (
            partition by conversion_type, dimension, walk_id order by touch_number nulls last
            rows between unbounded preceding and current row
        ) as run_number
    from neighbours
    where is_of_buyer = 1
),

runs as (
    select conversion_type, dimension, buyer_id, run_number, min(state) as state
    from run_touches
    group by conversion_type, dimension, buyer_id, run_number
),

path_runs as (
    select
        paths.conversion_type,
        last_touches.dimension,
        paths.buyer_id,
        case
            when first_touches.run_number > last_touches.run_number - {{ most_changes }} then first_touches.run_number
            else last_touches.run_number - {{ most_changes }} + 1
        end as first_run,
        last_touches.run_number as last_run
    from {{ ref('int_conversion_paths') }} as paths
    inner join run_touches as last_touches
        on
            paths.conversion_type = last_touches.conversion_type
            and paths.buyer_id = last_touches.buyer_id
            and paths.last_number = last_touches.touch_number
    inner join run_touches as first_touches
        on
            paths.conversion_type = first_touches.conversion_type
            and paths.buyer_id = first_touches.buyer_id
            and paths.first_number = first_touches.touch_number
            and last_touches.dimension = first_touches.dimension
    where paths.is_tracked
),

path_ends as (
    select conversion_type, dimension, buyer_id, first_run as run_number, 1 as begins, 0 as ends from path_runs
    union all
    select conversion_type, dimension, buyer_id, last_run as run_number, 0 as begins, 1 as ends from path_runs
),

counted_ends as (
    select conversion_type, dimension, buyer_id, run_number, sum(begins) as begins, sum(ends) as ends
    from path_ends
    group by conversion_type, dimension, buyer_id, run_number
),

-- from a run to the next go the paths that began by then and have not ended
counted_runs as (
    select
        runs.*,
        coalesce(counted_ends.begins, 0) as begins,
        coalesce(counted_ends.ends, 0) as ends,
        sum(coalesce(counted_ends.begins, 0) - coalesce(counted_ends.ends, 0)) over (
            partition by runs.conversion_type, runs.dimension, runs.buyer_id order by runs.run_number nulls last
            rows between unbounded preceding and current row
        ) as goes_on,
        lead(runs.state) over (
            partition by runs.conversion_type, runs.dimension, runs.buyer_id order by runs.run_number nulls last
        ) as next_state
    from runs
    left join counted_ends
        on
            runs.conversion_type = counted_ends.conversion_type
            and runs.dimension = counted_ends.dimension
            and runs.buyer_id = counted_ends.buyer_id
            and runs.run_number = counted_ends.run_number
),

steps as (
    select
        conversion_type,
        dimension,
        case
            when previous_state is null or place_from_last = {{ most_changes }} then 'start' else previous_state
        end as from_state,
        state as to_state,
        1 as step_count
    from unconverted_changes
    where place_from_last <= {{ most_changes }}
    union all
    select conversion_type, dimension, state as from_state, 'null' as to_state, 1 as step_count
    from unconverted_changes
    where place_from_last = 1
    union all
    select conversion_type, dimension, 'start' as from_state, state as to_state, begins as step_count
    from counted_runs
    union all
    select conversion_type, dimension, state as from_state, next_state as to_state, goes_on as step_count
    from counted_runs
    union all
    select conversion_type, dimension, state as from_state, 'conversion' as to_state, ends as step_count
    from counted_runs
),

counted as (
    select
        conversion_type,
        dimension,
        from_state,
        to_state,
        sum(step_count) as step_count
    from steps
    where step_count > 0
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
