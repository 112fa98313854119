-- One row is a lead that became an opportunity, and when; NULL where nobody says.
with

stages as (
    select
        bridge.lead_id,
        min(case when stg_lead_stages.stage = 'sql' then stg_lead_stages.entered_at end) as sql_at,
        min(case when stg_lead_stages.stage in ('opportunity', 'customer') then stg_lead_stages.entered_at end)
            as opportunity_at
    from {{ ref('stg_lead_stages') }} as stg_lead_stages
    inner join {{ ref('int_lead_bridge') }} as bridge
        on stg_lead_stages.lead_id = bridge.source_lead_id
    where bridge.lead_id is not null
    group by bridge.lead_id
),

deals as (
    select * from {{ ref('int_deals') }}
),

opportunities as (
    select
        lead_id,
        opportunity_at
    from stages
    where opportunity_at is not null
    union all
    select
        lead_id,
        cast(null as timestamp) as opportunity_at
    from {{ ref('int_lead_present_stages') }}
    where stage in ('opportunity', 'customer')
    union all
    select
        lead_id,
        created_at as opportunity_at
    from deals
    where lead_id is not null
    union all
    -- an account's deal goes back to its earliest lead, but is that lead's opportunity only if it is
    -- new business that came after the SQL: else a colleague's deal would make an opportunity of
    -- someone whom nobody ever called
    select
        deals.first_lead_id as lead_id,
        deals.created_at as opportunity_at
    from deals
    inner join stages
        on deals.first_lead_id = stages.lead_id and deals.created_at >= stages.sql_at
    where deals.lead_id is null and deals.is_new_business
)

select
    lead_id,
    min(opportunity_at) as opportunity_at
from opportunities
group by lead_id
