-- One row is a chatbot conversation.
select
    conversations.conversation_id,
    conversations.session_id,
    bridge.lead_id,
    conversations.started_at,
    {{ business_date('conversations.started_at') }} as started_on,
    coalesce(sessions.channel, leads.channel, 'unknown') as channel,
    {{ campaign_columns("coalesce(sessions.campaign, leads.campaign, 'unknown')") }},
    coalesce(sessions.segment, leads.segment, 'unknown') as segment,
    coalesce(sessions.program, leads.program, 'unknown') as program,
    coalesce(sessions.target_account, leads.target_account, 'unknown') as target_account,
    coalesce(sessions.icp, leads.icp, 'unknown') as icp,
    {{- own_columns({'accounts': ['sessions', 'leads'], 'campaigns': ['sessions', 'leads']}) }}
    conversations.lead_id is not null as has_lead,
    coalesce(conversations.resolved, false) as is_resolved,
    coalesce(conversations.handed_over, false) as is_handed_over,
    coalesce(conversations.form_filled, false) as has_form,
    coalesce(conversations.order_placed, false) as has_order,
    coalesce(conversations.appointment_booked, false) as has_appointment
from {{ ref('stg_chatbot_conversations') }} as conversations
left join {{ ref('fct_sessions') }} as sessions
    on conversations.session_id = sessions.session_id
left join {{ ref('int_lead_bridge') }} as bridge
    on conversations.lead_id = bridge.source_lead_id
left join {{ ref('int_leads') }} as leads
    on bridge.lead_id = leads.lead_id
