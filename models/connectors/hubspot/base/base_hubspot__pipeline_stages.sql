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
{%- elif loader == 'airbyte' %}
select
    {{ own_id('stages.pipelineid') }} as pipeline_id,
    {{ own_id('coalesce(' ~ hubspot_word('stages.word', 'stageId') ~ ', ' ~ hubspot_word('stages.word', 'id') ~ ')') }} as stage_id,
    {{ hubspot_word('stages.word', 'label') }} as stage,
    {{ hubspot_word('stages.word', 'isClosed') }} as is_closed,
    cast(null as {{ dbt.type_string() }}) as is_won,
    {{ hubspot_word('stages.word', 'probability') }} as probability
from (
    {{ hubspot_stages(source('hubspot__airbyte', 'deal_pipelines')) | indent(4) }}
) as stages
where stages.word <> ''
{%- elif loader == 'dlt' %}
select
    {{ own_id('pipelines.pipeline_id') }} as pipeline_id,
    {{ own_id('stages.id') }} as stage_id,
    stages.label as stage,
    stages.metadata_is_closed as is_closed,
    cast(null as {{ dbt.type_string() }}) as is_won,
    stages.metadata_probability as probability
from {{ source('hubspot__dlt', 'pipelines_deals_stages') }} as stages
inner join (
    select
        id as pipeline_id,
        dlt_id,
        source_name as pipeline_source
    from {{ source('hubspot__dlt', 'pipelines_deals') }}
) as pipelines
    on stages.dlt_parent_id = pipelines.dlt_id and stages.source_name = pipelines.pipeline_source
{%- else %}
{{ no_rows(['pipeline_id', 'stage_id', 'stage', 'is_closed', 'is_won', 'probability']) }}
{%- endif %}
{{ "union all" if not loop.last }}
{%- endfor %}
