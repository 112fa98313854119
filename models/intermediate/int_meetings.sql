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

-- without a stated deal it is the lead's, else the account's
buyer_deals as (
    select
        'lead ' || lead_id as buyer,
        deal_id,
        created_on,
        row_number() over (partition by lead_id order by created_at, deal_id) as deal_number
    from deals
    where lead_id is not null
    union all
    select
        'account ' || account_id as buyer,
        deal_id,
        created_on,
        row_number() over (partition by account_id order by created_at, deal_id) as deal_number
    from deals
    where account_id is not null
),

buyer_events as (
    select buyer, created_on as event_on, 0 as preference, deal_number, cast(null as {{ dbt.type_string() }}) as meeting_id
    from buyer_deals
    union all
    select 'lead ' || person_id as buyer, scheduled_on as event_on, 2 as preference, null as deal_number, meeting_id
    from meetings
    where person_id is not null
    union all
    select 'account ' || met_account_id as buyer, scheduled_on as event_on, 3 as preference, null as deal_number, meeting_id
    from meetings
    where met_account_id is not null
),

-- the first deal from the meeting's day on, found in one pass from the last day to the first
next_deals as (
    select
        buyer,
        event_on,
        preference,
        meeting_id,
        min(deal_number) over (
            partition by buyer
            order by event_on desc nulls last, preference, deal_number nulls last, meeting_id nulls last
            rows between unbounded preceding and current row
        ) as next_deal_number
    from buyer_events
),

candidates as (
    select meetings.meeting_id, deals.deal_id, 1 as preference
    from meetings
    inner join deals
        on meetings.stated_deal_id = deals.deal_id
    union all
    select next_deals.meeting_id, buyer_deals.deal_id, next_deals.preference
    from next_deals
    inner join buyer_deals
        on next_deals.buyer = buyer_deals.buyer and next_deals.next_deal_number = buyer_deals.deal_number
    where
        next_deals.meeting_id is not null
        and {{ days_between('next_deals.event_on', 'buyer_deals.created_on') }} <= {{ var('meeting_attribution_days') }}
),

ranked as (
    select
        *,
        row_number() over (partition by meeting_id order by preference, deal_id) as candidate_number
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
    {{- own_columns({'accounts': 'accounts', 'campaigns': ['campaigns', 'known_leads', 'deals']}) }}
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
