-- One row is what a metric's model says of a day that metric_values leaves out: of a dimension of many values, where a
-- running period is compared with it.
{#- the models in the list of metric_values; while dbt only reads the project, nobody knows them yet #}
{%- set models = ['metric_values'] %}
{%- if execute %}
{%- set models = [] %}
{%- for name in graph.nodes['model.leadmart.metric_values'].depends_on.nodes
    if graph.nodes[name].fqn[1] == 'metrics' and graph.nodes[name].name != 'metric_catalog' %}
{%- do models.append(graph.nodes[name].relation_name) %}
{%- endfor %}
{%- endif %}
-- depends_on: {{ ref('metric_values') }}
with

rows_of_models as (
    {%- for model in models %}
    select * from {{ model }} where period_grain = 'day' and dimension <> 'total'
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
)

select *
from rows_of_models
where dimension not in (select dimension from {{ ref('int_day_dimensions') }})
