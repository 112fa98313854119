-- One row is a website session.
with

sessions {{ computed_in_place() }} (
    select * from {{ ref('int_sessions') }}
),

-- ordered by what tells their order alone: whole rows of a large delivery would not fit into memory
numbered as (
    select
        session_id,
        visitor_id,
        started_on,
        row_number() over (partition by visitor_id order by started_at, session_id) as session_number
    from sessions
),

first_sessions as (
    select
        session_id,
        visitor_id,
        started_on
    from numbered
    where session_number = 1
),

seen_pages as (
    select
        session_id,
        count(*) as page_view_count
    from {{ ref('stg_page_views') }}
    group by session_id
),

conversions as (
    select
        session_id,
        count(*) as conversion_count
    from {{ ref('stg_web_conversions') }}
    where session_id is not null
    group by session_id
),

-- an action that names no session counts with its visitor's sessions of the day
acting_visitor_days as (
    select
        visitor_id,
        {{ business_date('occurred_at') }} as occurred_on
    from {{ ref('stg_web_conversions') }}
    where session_id is null and visitor_id is not null
    group by visitor_id, {{ business_date('occurred_at') }}
),

counted as (
    select
        sessions.*,
        first_sessions.started_on as first_seen_on,
        sessions.session_id = first_sessions.session_id as is_first,
        bridge.lead_id as known_lead_id,
        coalesce(leads.account_id, sessions.account_id) as visiting_account_id,
        coalesce(sessions.page_views, seen_pages.page_view_count) as page_view_count,
        coalesce(conversions.conversion_count, 0) as conversion_count,
        acting_visitor_days.visitor_id is not null as is_of_acting_day
    from sessions
    inner join first_sessions
        on sessions.visitor_id = first_sessions.visitor_id
    left join seen_pages
        on sessions.session_id = seen_pages.session_id
    left join conversions
        on sessions.session_id = conversions.session_id
    left join acting_visitor_days
        on
            sessions.visitor_id = acting_visitor_days.visitor_id
            and sessions.started_on = acting_visitor_days.occurred_on
    left join {{ ref('int_lead_bridge') }} as bridge
        on sessions.lead_id = bridge.source_lead_id
    left join {{ ref('int_leads') }} as leads
        on bridge.lead_id = leads.lead_id
)

select
    counted.session_id,
    counted.visitor_id,
    counted.known_lead_id as lead_id,
    coalesce(counted.visiting_account_id, 'unknown') as account_id,
    counted.started_at,
    counted.started_on,
    counted.first_seen_on,
    counted.channel,
    {{ campaign_columns("coalesce(counted.campaign_id, 'unknown')") }},
    coalesce(accounts.segment, 'unknown') as segment,
    coalesce(campaigns.program, 'unknown') as program,
    coalesce(accounts.target_account, 'unknown') as target_account,
    coalesce(accounts.icp, 'unknown') as icp,
    counted.landing_page_path as page,
    counted.utm_source,
    counted.utm_medium,
    {{- own_columns({'accounts': 'accounts', 'campaigns': 'campaigns', 'sessions': 'counted'}) }}
    counted.source,
    counted.medium,
    counted.network,
    case when counted.is_first then 'new' else 'returning' end as visitor_type,
    cast(counted.page_view_count as bigint) as page_view_count,
    cast(counted.conversion_count as bigint) as conversion_count,
    counted.duration_seconds,
    coalesce(counted.page_view_count = 1, false) as is_single_page,
    coalesce(counted.duration_seconds >= 10, false)
    or coalesce(counted.page_view_count >= 2, false)
    or counted.conversion_count >= 1 as is_engaged,
    counted.conversion_count >= 1 or counted.is_of_acting_day as has_lead_action
from counted
left join {{ ref('int_campaigns') }} as campaigns
    on counted.campaign_id = campaigns.campaign_id
left join {{ ref('int_accounts') }} as accounts
    on counted.visiting_account_id = accounts.account_id
