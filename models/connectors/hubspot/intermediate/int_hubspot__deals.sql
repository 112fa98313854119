-- One row is a deal of HubSpot, with what it is by its stage, and why it is left out.
with

deals as (
    select * from {{ ref('base_hubspot__deals') }}
),

stages as (
    select * from {{ ref('int_hubspot__pipeline_stages') }}
),

merged as (
    select * from {{ ref('int_hubspot__merged_deals') }}
),

-- the pipeline decides: one name may be open in one and closed in another
staged as (
    select
        deals.*,
        coalesce(stages.stage, first_stages.stage, deals.stage_name) as stage,
        coalesce(
            stages.is_closed,
            first_stages.is_closed,
            {{ hubspot_says('deals.is_closed') }},
            case when {{ bare_word('deals.stage_name') }} in ('closedwon', 'closedlost') then true end,
            {{ typed('deals.probability', 'decimal(9,6)', {}) }} in (0, 1),
            false
        ) as has_closed,
        coalesce(
            stages.is_won,
            first_stages.is_won,
            {{ hubspot_says('deals.is_won') }},
            case {{ bare_word('deals.stage_name') }} when 'closedwon' then true when 'closedlost' then false end,
            {{ typed('deals.probability', 'decimal(9,6)', {}) }} = 1
        ) as has_been_won,
        coalesce(deals.probability, cast(coalesce(stages.probability, first_stages.probability) as {{ dbt.type_string() }}))
            as stated_probability,
        case
            when merged.merged_id is not null then 'merged into another deal'
            when {{ hubspot_says('deals.is_deleted') }} then 'deleted'
        end as left_out_reason
    from deals
    left join stages
        on deals.pipeline_id = stages.pipeline_id and deals.stage_id = stages.stage_id
    left join stages as first_stages
        on deals.stage_id = first_stages.stage_id and first_stages.is_first_of_its_name and stages.stage_id is null
    left join merged
        on deals.deal_id = merged.merged_id
)

select
    deal_id,
    created_at,
    deal_name,
    deal_type,
    amount,
    currency,
    monthly_amount,
    yearly_amount,
    pipeline_id,
    stage_id,
    stage,
    stated_probability as probability,
    has_closed as is_closed,
    case when has_closed then has_been_won end as is_won,
    closing_date,
    lost_reason,
    owner,
    updated_at,
    left_out_reason
from staged
