{# A table of steps (from_state, to_state, probability) squared so many times: CTEs named <name>_1, <name>_2 …
   Each squaring doubles the steps that a row stands for.

   name: the CTE to begin with, <name>_0, must stand before it
   rounds: how often; three or four, then a table, so that an engine that copies a CTE into each of its
           uses (Spark) never copies many #}
{% macro squared_steps(name, rounds) -%}
{%- for round in range(1, rounds + 1) %}
{{ name }}_{{ round }} as (
    select
        steps_before.conversion_type,
        steps_before.dimension,
        steps_before.from_state,
        steps_after.to_state,
        cast(sum(steps_before.probability * steps_after.probability) as decimal(18, 12)) as probability
    from {{ name }}_{{ round - 1 }} as steps_before
    inner join {{ name }}_{{ round - 1 }} as steps_after
        on
            steps_before.conversion_type = steps_after.conversion_type
            and steps_before.dimension = steps_after.dimension
            and steps_before.to_state = steps_after.from_state
    group by
        steps_before.conversion_type, steps_before.dimension, steps_before.from_state, steps_after.to_state
)
{{- ",\n" if not loop.last }}
{%- endfor %}
{%- endmacro %}
