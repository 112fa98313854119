-- One row is a touch on the way to a conversion; a conversion without any has one, its
-- first-touch channel.
with

conversions as (
    select * from {{ ref('int_conversions') }}
),

-- a deal is its whole account's: every lead there may have been touched on its behalf
conversion_leads as (
    select conversion_type, conversion_id, lead_id from conversions where lead_id is not null
    union all
    select conversion_type, conversion_id, first_lead_id as lead_id from conversions where first_lead_id is not null
    union all
    select
        conversions.conversion_type,
        conversions.conversion_id,
        leads.lead_id
    from conversions
    inner join {{ ref('int_leads') }} as leads
        on conversions.account_id = leads.account_id
    where conversions.conversion_type = 'deal_won'
),

conversion_sessions as (
    select
        conversion_leads.conversion_type,
        conversion_leads.conversion_id,
        lead_sessions.session_id
    from conversion_leads
    inner join {{ ref('int_lead_sessions') }} as lead_sessions
        on conversion_leads.lead_id = lead_sessions.lead_id
    group by conversion_leads.conversion_type, conversion_leads.conversion_id, lead_sessions.session_id
),

session_touches as (
    select
        conversions.conversion_type,
        conversions.conversion_id,
        sessions.session_id,
        sessions.started_at as touched_at,
        sessions.channel,
        coalesce(sessions.campaign_id, 'unknown') as campaign
    from conversion_sessions
    inner join conversions
        on
            conversion_sessions.conversion_type = conversions.conversion_type
            and conversion_sessions.conversion_id = conversions.conversion_id
    inner join {{ ref('int_sessions') }} as sessions
        on conversion_sessions.session_id = sessions.session_id
    where
        sessions.started_at <= conversions.converted_at
        and {{ days_between(business_date('sessions.started_at'), 'conversions.converted_on') }}
        <= {{ var('attribution_window_days', 90) }}
)

select
    conversions.conversion_type,
    conversions.conversion_id,
    touches.session_id,
    conversions.converted_on,
    touches.touched_at,
    conversions.lead_created_at,
    conversions.opportunity_created_at,
    coalesce(touches.channel, conversions.channel) as channel,
    coalesce(touches.campaign, conversions.campaign) as campaign,
    conversions.revenue_amount,
    cast(row_number() over (
        partition by conversions.conversion_type, conversions.conversion_id
        order by touches.touched_at nulls last, touches.session_id nulls last
    ) as bigint) as touch_number,
    cast(count(*) over (partition by conversions.conversion_type, conversions.conversion_id) as bigint) as touch_count,
    touches.session_id is not null as is_tracked
from conversions
left join session_touches as touches
    on conversions.conversion_type = touches.conversion_type and conversions.conversion_id = touches.conversion_id
