-- One row is a unit (a visitor, a person, a deal) entering a stage of the funnel, and what became
-- of it there.
with

stated_visitors as (
    select
        stg_leads.visitor_id,
        min(leads.created_at) as lead_at
    from {{ ref('stg_leads') }} as stg_leads
    inner join {{ ref('int_lead_bridge') }} as bridge
        on stg_leads.lead_id = bridge.source_lead_id
    inner join {{ ref('fct_leads') }} as leads
        on bridge.lead_id = leads.lead_id
    where stg_leads.visitor_id is not null
    group by stg_leads.visitor_id
),

visitors as (
    select
        sessions.visitor_id,
        min(sessions.started_at) as entered_at,
        min(sessions.started_on) as entered_on,
        max(case when sessions.visitor_type = 'new' then sessions.channel end) as channel,
        max(case when sessions.visitor_type = 'new' then sessions.segment end) as segment,
        max(case when sessions.visitor_type = 'new' then sessions.program end) as program,
        min(leads.created_at) as lead_at
    from {{ ref('fct_sessions') }} as sessions
    left join {{ ref('fct_leads') }} as leads
        on sessions.lead_id = leads.lead_id
    group by sessions.visitor_id
),

visitors_with_leads as (
    select
        visitors.visitor_id,
        visitors.entered_at,
        visitors.entered_on,
        visitors.channel,
        visitors.segment,
        visitors.program,
        least(visitors.lead_at, stated_visitors.lead_at) as lead_at
    from visitors
    left join stated_visitors
        on visitors.visitor_id = stated_visitors.visitor_id
),

leads as (
    select
        leads.*,
        opportunities.opportunity_at
    from {{ ref('fct_leads') }} as leads
    left join {{ ref('int_lead_opportunities') }} as opportunities
        on leads.lead_id = opportunities.lead_id
),

stages as (
    select * from {{ ref('fct_lead_stages') }}
),

stage_times as (
    select
        lead_id,
        min(case when stage in ('mql', 'sal', 'sql') then entered_at end) as mql_or_further_at,
        min(case when stage = 'sql' then entered_at end) as sql_at,
        max(case when stage in ('disqualified', 'recycled') then entered_at end) as given_up_at
    from stages
    group by lead_id
),

deals as (
    select * from {{ ref('fct_deals') }}
),

entries as (
    -- who was a lead on an earlier day comes back on another device: no new visitor of the funnel
    select
        'visitor' as stage,
        1 as stage_number,
        visitor_id as unit_id,
        entered_at,
        entered_on,
        channel,
        segment,
        program,
        lead_at as moved_on_at,
        false as is_over,
        lead_at is not null as has_moved_on
    from visitors_with_leads
    where lead_at is null or {{ business_date('lead_at') }} >= entered_on
    union all
    select
        'lead' as stage,
        2 as stage_number,
        leads.lead_id as unit_id,
        leads.created_at as entered_at,
        leads.created_on as entered_on,
        leads.channel,
        leads.segment,
        leads.program,
        least(stage_times.mql_or_further_at, leads.opportunity_at) as moved_on_at,
        coalesce(stage_times.given_up_at >= leads.created_at, false) as is_over,
        -- where nobody says when, the person has gone on all the same
        leads.is_qualified or leads.has_opportunity as has_moved_on
    from leads
    left join stage_times
        on leads.lead_id = stage_times.lead_id
    union all
    select
        stages.stage,
        case when stages.stage = 'mql' then 3 else 4 end as stage_number,
        stages.lead_id as unit_id,
        stages.entered_at,
        stages.entered_on,
        stages.channel,
        stages.segment,
        stages.program,
        case
            when stages.stage = 'mql' then least(stage_times.sql_at, leads.opportunity_at)
            else leads.opportunity_at
        end as moved_on_at,
        coalesce(stage_times.given_up_at >= stages.entered_at, false) as is_over,
        leads.has_opportunity or (stages.stage = 'mql' and leads.is_sql) as has_moved_on
    from stages
    inner join stage_times
        on stages.lead_id = stage_times.lead_id
    inner join leads
        on stages.lead_id = leads.lead_id
    where stages.stage in ('mql', 'sql')
    union all
    select
        'opportunity' as stage,
        5 as stage_number,
        deal_id as unit_id,
        created_at as entered_at,
        created_on as entered_on,
        channel,
        segment,
        program,
        least(qualified_at, case when is_won then closed_at end) as moved_on_at,
        not is_open as is_over,
        qualified_at is not null or outcome = 'won' as has_moved_on
    from deals
    union all
    select
        'sqo' as stage,
        6 as stage_number,
        deal_id as unit_id,
        qualified_at as entered_at,
        qualified_on as entered_on,
        channel,
        segment,
        program,
        case when is_won then closed_at end as moved_on_at,
        not is_open as is_over,
        outcome = 'won' as has_moved_on
    from deals
    where qualified_on is not null
    union all
    select
        'customer' as stage,
        7 as stage_number,
        deal_id as unit_id,
        closed_at as entered_at,
        closed_on as entered_on,
        channel,
        segment,
        program,
        cast(null as timestamp) as moved_on_at,
        false as is_over,
        false as has_moved_on
    from deals
    where is_new_customer
)

select
    stage,
    stage_number,
    unit_id,
    entered_at,
    moved_on_at,
    entered_on,
    channel,
    segment,
    program,
    case
        when has_moved_on then 'moved_on'
        when is_over then 'dropped'
        -- nobody closes a visitor or a lead: there, patience ends
        when stage_number <= 4 and {{ days_between('entered_on', as_of()) }} > {{ var('funnel_patience_days') }}
            then 'dropped'
        else 'still_open'
    end as outcome,
    -- records out of order went on, but how long it took cannot be said
    case when moved_on_at >= entered_at then {{ seconds_between('entered_at', 'moved_on_at') }} end as seconds_to_next
from entries
