-- Each month stands once, and what it says of a metric is that metric's total.
{#- the columns are declared in _monthly.yml; while dbt only parses, it has not read them #}
{%- set metrics = (graph.nodes['model.leadmart.monthly'].columns if execute else {'leads': none}).keys()
    | reject('in', ['period_start', 'period_end', 'is_running']) | list %}
with

said as (
    select
        metric_catalog.metric,
        monthly.period_start,
        case metric_catalog.metric
            {%- for metric in metrics %}
            when '{{ metric }}' then monthly.{{ metric }}
            {%- endfor %}
        end as value
    from {{ ref('monthly') }} as monthly
    cross join {{ ref('metric_catalog') }} as metric_catalog
),

measured as (
    select
        metric,
        period_start,
        value
    from {{ ref('metric_values') }}
    where period_grain = 'month' and dimension = 'total'
)

select
    metric,
    period_start,
    said.value as said_value,
    measured.value as measured_value
from said
full outer join measured using (metric, period_start)
where said.value is distinct from measured.value
