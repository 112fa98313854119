-- One row is a channel's or campaign's claim on a conversion under a model, by its weight; so is the value's of an own
-- dimension.
-- Under Markov the claims are on all tracked conversions of a day: removal effects know no single
-- path.
{%- set models = [
    'first_touch', 'last_touch', 'last_non_direct', 'linear', 'u_shaped', 'w_shaped', 'time_decay', 'shapley'
] %}
with

values_touched as (
    select
        *,
        -- in the game of observed coalitions each member of a path's set gets the same,
        -- however often it came
        1 as shapley_weight
    from {{ ref('int_touch_weights') }}
),

-- claims on one conversion each
conversion_claims as (
    {%- for model in models %}
    {{ "union all" if not loop.first }}
    select
        '{{ model }}' as model,
        conversion_type,
        conversion_id as claimed_id,
        converted_on,
        dimension,
        dimension_value,
        1 as conversion_count,
        revenue_amount,
        cast({{ model }}_weight as decimal(38, 12)) as weight
    from values_touched
    where {{ model }}_weight > 0
    {%- endfor %}
    union all
    -- what was not tracked is no part of the chain and goes where all models send it
    select
        'markov' as model,
        conversion_type,
        conversion_id as claimed_id,
        converted_on,
        dimension,
        dimension_value,
        1 as conversion_count,
        revenue_amount,
        cast(1 as decimal(38, 12)) as weight
    from values_touched
    where not is_tracked
),

days as (
    select
        conversion_type,
        converted_on,
        count(*) as conversion_count,
        sum(revenue_amount) as revenue_amount
    from {{ ref('int_conversion_paths') }}
    where is_tracked
    group by conversion_type, converted_on
),

-- a state that several campaigns share is theirs by the touches that led to conversions
markov_weights as (
    select
        states.conversion_type,
        states.dimension,
        states.dimension_value,
        cast(effects.removal_effect * {{ safe_divide(
            'states.converting_touches',
            'sum(states.converting_touches) over (partition by states.conversion_type, states.dimension, states.state)'
        ) }} as decimal(18, 12)) as weight
    from {{ ref('int_markov_states') }} as states
    inner join {{ ref('int_removal_effects') }} as effects
        on
            states.conversion_type = effects.conversion_type
            and states.dimension = effects.dimension
            and states.state = effects.state
),

markov_claims as (
    select
        'markov' as model,
        days.conversion_type,
        'tracked on ' || cast(days.converted_on as {{ dbt.type_string() }}) as claimed_id,
        days.converted_on,
        weights.dimension,
        weights.dimension_value,
        cast(days.conversion_count as integer) as conversion_count,
        cast(days.revenue_amount as decimal(38, 4)) as revenue_amount,
        cast(weights.weight as decimal(38, 12)) as weight
    from days
    inner join markov_weights as weights
        on days.conversion_type = weights.conversion_type
    where weights.weight > 0
)

select * from conversion_claims
union all
select * from markov_claims
{#- what is known of the conversion itself has all of it, under every model #}
{%- for dimension in own_dimensions() if dimension.input in ('accounts', 'leads', 'deals') %}
{%- for model in models + ['markov'] %}
union all
select
    '{{ model }}' as model,
    conversion_type,
    conversion_id as claimed_id,
    converted_on,
    '{{ dimension.name }}' as dimension,
    {{ own_column(dimension) }} as dimension_value,
    1 as conversion_count,
    cast(revenue_amount as decimal(38, 4)) as revenue_amount,
    cast(1 as decimal(38, 12)) as weight
from {{ ref('int_conversions') }}
where {{ own_column(dimension) }} is not null
{%- endfor %}
{%- endfor %}
