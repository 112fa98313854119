-- One row is a stage of a pipeline of HubSpot's deals.
{%- for loader in loaders_of('hubspot') %}
{%- if loader == 'fivetran' %}
select
    {{ own_id('stages.pipeline_id') }} as pipeline_id,
    {{ own_id('stages.stage_id') }} as stage_id,
    stages.label as stage,
    stages.is_closed,
    stages.closed_won as is_won,
    stages.probability
from {{ source('hubspot__fivetran', 'deal_pipeline_stage') }} as stages
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
