-- A chain counted from paths converts as often as they did: absorption is exact for order 1.
with

ends as (
    select
        conversion_type,
        dimension,
        sum(case when to_state = 'conversion' then step_count else 0 end) as conversions,
        sum(case when to_state in ('conversion', 'null') then step_count else 0 end) as paths
    from {{ ref('int_markov_transitions') }}
    group by conversion_type, dimension
)

select effects.*
from {{ ref('int_removal_effects') }} as effects
left join ends
    on effects.conversion_type = ends.conversion_type and effects.dimension = ends.dimension
where coalesce(abs(effects.conversion_rate - {{ safe_divide('ends.conversions', 'ends.paths') }}), 1) > 0.000001
