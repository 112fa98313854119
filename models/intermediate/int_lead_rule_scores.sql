-- One row is a lead and its scores by the rules, 0 to 100 each, and their weighted total.
{%- set components = ['relevance', 'engagement', 'intent', 'fit', 'budget'] %}
with

component_scores as (
    select
        lead_id,
        component,
        greatest(0, least(100, sum(points))) as score
    from {{ ref('int_lead_score_topics') }}
    group by lead_id, component
),

totals as (
    select
        scores.lead_id,
        {%- for component in components %}
        sum(case when scores.component = '{{ component }}' then scores.score else 0 end) as {{ component }}_score,
        {%- endfor %}
        -- weights are parts of their sum, whatever it is
        cast({{ safe_divide('sum(scores.score * weights.weight)', 'sum(weights.weight)') }} as decimal(5, 2))
            as total_score
    from component_scores as scores
    inner join {{ ref('lead_score_components') }} as weights
        on scores.component = weights.component
    group by scores.lead_id
)

select
    lead_id,
    {%- for component in components %}
    cast({{ component }}_score as integer) as {{ component }}_score,
    {%- endfor %}
    total_score
from totals
