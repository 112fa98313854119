-- One row is an inbound request.
select
    requests.request_id,
    bridge.lead_id,
    requests.received_at,
    requests.first_response_at,
    requests.outcome_at,
    {{ business_date('requests.received_at') }} as received_on,
    coalesce(lower(requests.request_channel), 'unknown') as request_channel,
    coalesce(case when leads.channel <> 'unknown' then leads.channel end, campaigns.channel, 'unknown') as channel,
    {{ campaign_columns("coalesce(campaigns.campaign_id, leads.campaign, 'unknown')") }},
    coalesce(leads.segment, 'unknown') as segment,
    coalesce(campaigns.program, leads.program, 'unknown') as program,
    coalesce(leads.target_account, 'unknown') as target_account,
    coalesce(leads.icp, 'unknown') as icp,
    {{- own_columns({'accounts': 'leads', 'campaigns': ['campaigns', 'leads']}) }}
    requests.outcome,
    {{ seconds_between('requests.received_at', 'requests.first_response_at') }} as response_seconds,
    requests.first_response_at is not null as is_answered,
    coalesce(
        {{ seconds_between('requests.received_at', 'requests.first_response_at') }}
        <= {{ var('response_target_minutes') }} * 60,
        false
    ) as is_within_target,
    requests.outcome is not null or requests.outcome_at is not null as has_outcome
from {{ ref('stg_inbound_requests') }} as requests
left join {{ ref('int_lead_bridge') }} as bridge
    on requests.lead_id = bridge.source_lead_id
left join {{ ref('int_leads') }} as leads
    on bridge.lead_id = leads.lead_id
left join {{ ref('int_campaigns') }} as campaigns
    on requests.campaign_id = campaigns.campaign_id
