-- One row is a channel or campaign that touched someone, and the state that it is in the Markov
-- chain.
-- The most frequent ones are a state each; the rest, if there are so many, share one.
with

touches as (
    select conversion_type, {{ touch_dimensions() | join(', ') }}, 1 as converting_touches
    from {{ ref('int_touchpoints') }}
    where is_tracked
    union all
    select conversion_type, {{ touch_dimensions() | join(', ') }}, 0 as converting_touches
    from {{ ref('int_unconverted_touchpoints') }}
),

counted as (
    {%- for dimension in touch_dimensions() %}
    {{ "union all" if not loop.first }}
    select
        conversion_type,
        '{{ dimension_name(dimension) }}' as dimension,
        {{ dimension }} as dimension_value,
        sum(converting_touches) as converting_touches
    from touches
    group by conversion_type, {{ dimension }}
    {%- endfor %}
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
