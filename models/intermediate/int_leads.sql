-- One row is a person who became a lead, with the first touch and the dimensions it is counted
-- under.
with

rows_of_leads as (
    select
        bridge.lead_id,
        stg_leads.created_at,
        stg_leads.account_id,
        stg_leads.campaign_id,
        stg_leads.self_reported_source,
        stg_leads.country,
        replace(replace(lower(stg_leads.lead_source), ' ', '_'), '-', '_') as lead_source,
        case when touches.has_stated_touch then touches.lead_id end as touch_lead_id,
        row_number() over (
            partition by bridge.lead_id
            order by stg_leads.created_at, stg_leads.lead_id
        ) as row_in_lead
    from {{ ref('int_lead_bridge') }} as bridge
    inner join {{ ref('stg_leads') }} as stg_leads
        on bridge.source_lead_id = stg_leads.lead_id
    inner join {{ ref('int_lead_touches') }} as touches
        on stg_leads.lead_id = touches.lead_id
    where bridge.lead_id is not null and not bridge.is_deleted
),

-- per attribute, the earliest row that has it
first_rows as (
    select
        lead_id,
        min(created_at) as created_at,
        min(case when account_id is not null then row_in_lead end) as account_row,
        min(case when campaign_id is not null then row_in_lead end) as campaign_row,
        min(case when self_reported_source is not null then row_in_lead end) as self_reported_row,
        min(case when country is not null then row_in_lead end) as country_row,
        min(case when lead_source is not null then row_in_lead end) as source_row,
        min(case when touch_lead_id is not null then row_in_lead end) as touch_row
    from rows_of_leads
    group by lead_id
),

people as (
    select
        first_rows.lead_id,
        first_rows.created_at,
        max(case when rows_of_leads.row_in_lead = first_rows.account_row then rows_of_leads.account_id end)
            as account_id,
        max(case when rows_of_leads.row_in_lead = first_rows.campaign_row then rows_of_leads.campaign_id end)
            as campaign_id,
        max(case when rows_of_leads.row_in_lead = first_rows.self_reported_row then rows_of_leads.self_reported_source end)
            as self_reported_source,
        max(case when rows_of_leads.row_in_lead = first_rows.country_row then rows_of_leads.country end) as country,
        max(case when rows_of_leads.row_in_lead = first_rows.source_row then rows_of_leads.lead_source end)
            as lead_source,
        max(case when rows_of_leads.row_in_lead = first_rows.touch_row then rows_of_leads.touch_lead_id end)
            as touch_lead_id
    from first_rows
    inner join rows_of_leads
        on first_rows.lead_id = rows_of_leads.lead_id
    group by first_rows.lead_id, first_rows.created_at
),

touched as (
    select
        people.*,
        first_sessions.session_id as first_session_id,
        sessions.channel as session_channel,
        touch_channels.channel as stated_channel,
        channels.channel as source_channel,
        coalesce(people.campaign_id, sessions.campaign_id, stated_utms.campaign_id) as first_campaign_id
    from people
    left join {{ ref('int_lead_first_sessions') }} as first_sessions
        on people.lead_id = first_sessions.lead_id
    left join {{ ref('int_sessions') }} as sessions
        on first_sessions.session_id = sessions.session_id
    left join {{ ref('int_lead_touches') }} as touches
        on people.touch_lead_id = touches.lead_id
    left join {{ ref('int_touch_channels') }} as touch_channels
        on {{ touch_key('touches') }} = touch_channels.touch_key and people.touch_lead_id is not null
    left join {{ ref('int_campaign_utms') }} as stated_utms
        on touches.touch_campaign = stated_utms.utm_campaign
    left join {{ ref('int_channels') }} as channels
        on people.lead_source = channels.name
)

select
    touched.lead_id,
    touched.account_id,
    touched.first_session_id,
    touched.created_at,
    coalesce(
        touched.session_channel, touched.stated_channel,
        case when campaigns.channel <> 'unknown' then campaigns.channel end,
        touched.source_channel, 'unknown'
    ) as channel,
    coalesce(campaigns.campaign_id, 'unknown') as campaign,
    coalesce(campaigns.program, 'unknown') as program,
    coalesce(accounts.segment, 'unknown') as segment,
    coalesce(accounts.target_account, 'unknown') as target_account,
    coalesce(accounts.icp, 'unknown') as icp,
    coalesce(lower(touched.self_reported_source), 'unknown') as self_reported_source,
    touched.country
from touched
left join {{ ref('int_campaigns') }} as campaigns
    on touched.first_campaign_id = campaigns.campaign_id
left join {{ ref('int_accounts') }} as accounts
    on touched.account_id = accounts.account_id
