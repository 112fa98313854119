-- One row is a state of the Markov chain: the share of conversions that would be lost without it.
with

steps_0 as (
    select * from {{ ref('int_markov_steps_64') }}
),

{{ squared_steps('steps', rounds=4) }},

-- 1,024 steps: a test holds that nobody is on the way for longer
visits as (
    select
        conversion_type,
        dimension,
        from_state,
        substr(to_state, 6) as state,
        probability as expected_visits
    from steps_4
    where to_state like 'seen %' and from_state not like 'seen %'
),

still_on_the_way as (
    select
        conversion_type,
        dimension,
        sum(probability) as probability
    from steps_4
    where from_state = 'start' and to_state not like 'seen %'
    group by conversion_type, dimension
),

-- Without a state, all paths that would have come to it are lost: the chance to come to it
-- (visits from the
-- start by visits of itself once there) times the chance to convert from there.
per_state as (
    select
        from_start.conversion_type,
        from_start.dimension,
        from_start.state,
        from_start.expected_visits,
        again.expected_visits as visits_once_there,
        coalesce(onward.expected_visits, 0) as conversion_from_there,
        from_start_to_end.expected_visits as conversion_from_start
    from visits as from_start
    inner join visits as again
        on
            from_start.conversion_type = again.conversion_type
            and from_start.dimension = again.dimension
            and from_start.state = again.from_state
            and again.state = again.from_state
    left join visits as onward
        on
            from_start.conversion_type = onward.conversion_type
            and from_start.dimension = onward.dimension
            and from_start.state = onward.from_state
            and onward.state = 'conversion'
    inner join visits as from_start_to_end
        on
            from_start.conversion_type = from_start_to_end.conversion_type
            and from_start.dimension = from_start_to_end.dimension
            and from_start_to_end.from_state = 'start'
            and from_start_to_end.state = 'conversion'
    where from_start.from_state = 'start' and from_start.state not in ('start', 'conversion')
)

select
    per_state.conversion_type,
    per_state.dimension,
    per_state.state,
    per_state.conversion_from_start as conversion_rate,
    cast(coalesce(still_on_the_way.probability, 0) as decimal(18, 12)) as still_on_the_way_share,
    cast(
        {{ safe_divide('per_state.expected_visits', 'per_state.visits_once_there') }}
        * {{ safe_divide('per_state.conversion_from_there', 'per_state.conversion_from_start') }}
        as decimal(18, 10)
    ) as removal_effect
from per_state
left join still_on_the_way
    on per_state.conversion_type = still_on_the_way.conversion_type and per_state.dimension = still_on_the_way.dimension
