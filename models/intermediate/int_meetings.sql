-- One row is a meeting with the deal that came of it and the dimensions it is counted under.
with

meetings as (
    select
        stg_meetings.*,
        bridge.lead_id as person_id,
        coalesce(accounts.account_id, stg_meetings.account_id) as met_account_id,
        coalesce(deal_bridge.deal_id, stg_meetings.deal_id) as stated_deal_id,
        {{ business_date('stg_meetings.booked_at') }} as booked_on,
        {{ business_date('stg_meetings.requested_at') }} as requested_on,
        {{ business_date('coalesce(stg_meetings.scheduled_for, stg_meetings.booked_at)') }} as scheduled_on
    from {{ ref('stg_meetings') }} as stg_meetings
    left join {{ ref('int_lead_bridge') }} as bridge
        on stg_meetings.lead_id = bridge.source_lead_id
    left join {{ ref('int_account_bridge') }} as accounts
        on stg_meetings.account_id = accounts.source_account_id
    left join {{ ref('int_deal_bridge') }} as deal_bridge
        on stg_meetings.deal_id = deal_bridge.source_deal_id
),

deals as (
    select * from {{ ref('int_deals') }}
),

-- the stated deal, else the lead's, else the account's first one within the window
candidates as (
    select meetings.meeting_id, deals.deal_id, deals.created_at, 1 as preference
    from meetings
    inner join deals
        on meetings.stated_deal_id = deals.deal_id
    union all
    select meetings.meeting_id, deals.deal_id, deals.created_at, 2 as preference
    from meetings
    inner join deals
        on meetings.person_id = deals.lead_id
    where
        {{ days_between('meetings.scheduled_on', 'deals.created_on') }}
        between 0 and {{ var('meeting_attribution_days') }}
    union all
    select meetings.meeting_id, deals.deal_id, deals.created_at, 3 as preference
    from meetings
    inner join deals
        on meetings.met_account_id = deals.account_id
    where
        {{ days_between('meetings.scheduled_on', 'deals.created_on') }}
        between 0 and {{ var('meeting_attribution_days') }}
),

ranked as (
    select
        *,
        row_number() over (partition by meeting_id order by preference, created_at, deal_id) as candidate_number
    from candidates
),

-- a lead of which nothing is known leaves the word to the deal, and this to the meeting's own campaign
known_leads as (
    select *
    from {{ ref('int_leads') }}
    where channel <> 'unknown' or campaign <> 'unknown'
)

select
    meetings.meeting_id,
    meetings.person_id as lead_id,
    coalesce(meetings.met_account_id, leads.account_id, deals.account_id) as account_id,
    deals.deal_id,
    meetings.booked_at,
    meetings.requested_at,
    meetings.scheduled_for,
    meetings.booked_on,
    meetings.requested_on,
    meetings.scheduled_on,
    deals.created_on as opportunity_on,
    deals.qualified_on,
    coalesce(
        known_leads.channel, case when deals.channel <> 'unknown' then deals.channel end, campaigns.channel, 'unknown'
    ) as channel,
    coalesce(campaigns.campaign_id, known_leads.campaign, deals.campaign, 'unknown') as campaign,
    coalesce(campaigns.program, known_leads.program, deals.program, 'unknown') as program,
    coalesce(accounts.segment, 'unknown') as segment,
    coalesce(accounts.target_account, 'unknown') as target_account,
    coalesce(accounts.icp, 'unknown') as icp,
    coalesce(meetings.owner, 'unknown') as owner,
    coalesce(replace(replace(lower(meetings.meeting_type), ' ', '_'), '-', '_'), 'unknown') as meeting_type,
    coalesce(meetings.outcome, 'scheduled') as outcome,
    meetings.scheduled_on <= {{ as_of() }} as has_passed,
    meetings.scheduled_on <= {{ as_of() }} and coalesce(meetings.outcome, '') = 'attended' as is_attended
from meetings
left join ranked
    on meetings.meeting_id = ranked.meeting_id and ranked.candidate_number = 1
left join deals
    on ranked.deal_id = deals.deal_id
left join {{ ref('int_leads') }} as leads
    on meetings.person_id = leads.lead_id
left join known_leads
    on meetings.person_id = known_leads.lead_id
left join {{ ref('int_campaigns') }} as campaigns
    on meetings.campaign_id = campaigns.campaign_id
left join {{ ref('int_accounts') }} as accounts
    on coalesce(meetings.met_account_id, leads.account_id, deals.account_id) = accounts.account_id
