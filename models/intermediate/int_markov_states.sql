-- One row is a channel or campaign that touched someone, and the state that it is in the Markov
-- chain.
-- The most frequent ones are a state each; the rest, if there are so many, share one.
with

touched as (
    select
        conversion_type,
        dimension,
        dimension_value,
        linear_weight as converting_touches
    from {{ ref('int_touch_weights') }}
    where is_tracked
    {%- for dimension in touch_dimensions() %}
    union all
    select
        conversion_type,
        '{{ dimension_name(dimension) }}' as dimension,
        {{ dimension }} as dimension_value,
        0 as converting_touches
    from {{ ref('int_unconverted_touchpoints') }}
    group by conversion_type, {{ dimension }}
    {%- endfor %}
),

counted as (
    select
        conversion_type,
        dimension,
        dimension_value,
        sum(converting_touches) as converting_touches
    from touched
    group by conversion_type, dimension, dimension_value
),

ranked as (
    select
        *,
        row_number() over (
            partition by conversion_type, dimension order by converting_touches desc nulls last, dimension_value nulls last
        ) as place
    from counted
)

select
    conversion_type,
    dimension,
    dimension_value,
    case
        when place <= {{ var('attribution_maximum_states', 40) }} then 'at ' || dimension_value
        else 'rest'
    end as state,
    cast(converting_touches as bigint) as converting_touches
from ranked
