-- One row is a deal of HubSpot's id: its pipeline, and why what belongs to it is left out.
select
    deal_id,
    min(pipeline_id) as pipeline_id,
    -- a row of it that is not left out is enough
    case when count(*) = count(left_out_reason) then min(left_out_reason) end as left_out_reason
from {{ ref('int_hubspot__deals') }}
where deal_id is not null
group by deal_id
