-- One row is a stage of a pipeline of HubSpot's deals, with what a deal in it is.
with

stages as (
    select
        pipeline_id,
        stage_id,
        stage,
        {{ hubspot_says('is_closed') }} as is_closed,
        {{ hubspot_says('is_won') }} as is_won,
        {{ typed('probability', 'decimal(9,6)', {}) }} as probability
    from {{ ref('base_hubspot__pipeline_stages') }}
),

-- HubSpot itself takes a stage that is certain or impossible for closed
closed as (
    select
        pipeline_id,
        stage_id,
        stage,
        probability,
        coalesce(is_closed, probability in (0, 1)) as is_closed,
        case probability when 1 then true when 0 then false else is_won end as is_won
    from stages
),

ranked as (
    select
        *,
        row_number() over (
            partition by pipeline_id, stage_id
            order by stage nulls last, probability desc nulls last, is_closed nulls last, is_won nulls last
        ) as place,
        row_number() over (
            partition by stage_id
            order by pipeline_id nulls last, stage nulls last, probability desc nulls last, is_closed nulls last, is_won nulls last
        ) as place_of_stage
    from closed
)

select
    pipeline_id,
    stage_id,
    stage,
    probability,
    is_closed,
    case when is_closed then is_won end as is_won,
    place_of_stage = 1 as is_first_of_its_name
from ranked
where place = 1
