-- One row is a lead action on the site, with the dimensions of its session.
select
    conversions.conversion_id,
    conversions.session_id,
    coalesce(conversions.visitor_id, sessions.visitor_id) as visitor_id,
    bridge.lead_id,
    conversions.occurred_at,
    {{ business_date('conversions.occurred_at') }} as occurred_on,
    conversions.conversion_type,
    coalesce(offers.content_offer, 'unknown') as content_offer,
    coalesce(sessions.channel, leads.channel, 'unknown') as channel,
    {{ campaign_columns("coalesce(sessions.campaign, leads.campaign, 'unknown')") }},
    coalesce(sessions.segment, leads.segment, 'unknown') as segment,
    coalesce(sessions.program, leads.program, 'unknown') as program,
    coalesce(sessions.target_account, leads.target_account, 'unknown') as target_account,
    coalesce(sessions.icp, leads.icp, 'unknown') as icp,
    coalesce(sessions.page, 'unknown') as page,
    coalesce(sessions.utm_source, 'unknown') as utm_source,
    coalesce(sessions.utm_medium, 'unknown') as utm_medium,
    coalesce(sessions.visitor_type, 'unknown') as visitor_type,
    {{- own_columns({
        'accounts': ['sessions', 'leads'], 'campaigns': ['sessions', 'leads'], 'sessions': 'sessions',
    }) }}
    conversions.content_offer is not null as has_content_offer
from {{ ref('stg_web_conversions') }} as conversions
left join {{ ref('fct_sessions') }} as sessions
    on conversions.session_id = sessions.session_id
left join {{ ref('int_lead_bridge') }} as bridge
    on conversions.lead_id = bridge.source_lead_id
left join {{ ref('int_leads') }} as leads
    on bridge.lead_id = leads.lead_id
left join {{ ref('dim_content_offers') }} as offers
    on conversions.content_offer = offers.content_offer
left join {{ ref('int_bot_sessions') }} as bot_sessions
    on conversions.session_id = bot_sessions.session_id
where bot_sessions.session_id is null
