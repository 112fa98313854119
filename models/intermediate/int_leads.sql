-- One row is a person who became a lead, with the first touch and the dimensions it is counted
-- under.
{%- set attributes = ['self_reported_source', 'country', 'lead_source', 'job_level'] + own_columns_of('leads') %}
with

rows_of_leads as (
    select
        bridge.lead_id,
        stg_leads.created_at,
        coalesce(accounts.account_id, stg_leads.account_id) as account_id,
        stg_leads.campaign_id,
        stg_leads.self_reported_source,
        stg_leads.country,
        {{ as_name('stg_leads.lead_source') }} as lead_source,
        stg_leads.job_level,
        {{- own_values('leads', 'stg_leads') }}
        case when touches.has_stated_touch then touches.lead_id end as touch_lead_id,
        touches.says_direct,
        row_number() over (
            partition by bridge.lead_id
            order by stg_leads.created_at, stg_leads.lead_id
        ) as row_in_lead
    from {{ ref('int_lead_bridge') }} as bridge
    inner join {{ ref('stg_leads') }} as stg_leads
        on bridge.source_lead_id = stg_leads.lead_id
    inner join {{ ref('int_lead_touches') }} as touches
        on stg_leads.lead_id = touches.lead_id
    left join {{ ref('int_account_bridge') }} as accounts
        on stg_leads.account_id = accounts.source_account_id
    where bridge.lead_id is not null and not bridge.is_deleted
),

-- per attribute, the earliest row that has it
first_rows as (
    select
        lead_id,
        min(created_at) as created_at,
        min(case when account_id is not null then row_in_lead end) as account_row,
        min(case when campaign_id is not null then row_in_lead end) as campaign_row,
        min(case when touch_lead_id is not null then row_in_lead end) as touch_row
        {%- for attribute in attributes %},
        min(case when {{ attribute }} is not null then row_in_lead end) as {{ attribute }}_row
        {%- endfor %}
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
        {%- for attribute in attributes %}
        max(case when rows_of_leads.row_in_lead = first_rows.{{ attribute }}_row then rows_of_leads.{{ attribute }} end)
            as {{ attribute }},
        {%- endfor %}
        max(case when rows_of_leads.row_in_lead = first_rows.touch_row then rows_of_leads.touch_lead_id end)
            as touch_lead_id,
        max(case when rows_of_leads.says_direct then 1 else 0 end) as says_direct
    from first_rows
    inner join rows_of_leads
        on first_rows.lead_id = rows_of_leads.lead_id
    group by first_rows.lead_id, first_rows.created_at
),

utm_touches as (
    select
        touches.lead_id,
        coalesce(touch_campaigns.channel, touch_channels.channel) as channel,
        touch_channels.is_guess,
        touch_campaigns.campaign_id
    from {{ ref('int_lead_touches') }} as touches
    inner join {{ ref('int_touch_channels') }} as touch_channels
        on {{ touch_key('touches') }} = touch_channels.touch_key
    left join {{ ref('int_touch_campaigns') }} as touch_campaigns
        on
            touch_channels.touch_key = touch_campaigns.touch_key
            and touches.touched_on >= touch_campaigns.valid_from
            and (touch_campaigns.valid_until is null or touches.touched_on < touch_campaigns.valid_until)
),

-- the first of these touches gives the channel and the campaign alike; a session with nothing on it
-- comes last
touched as (
    select
        people.*,
        first_sessions.session_id as first_session_id,
        case
            when sessions.channel <> 'direct' then 'session'
            when utm_touches.channel is not null then 'utm'
            when crm_campaigns.campaign_id is not null or channels.channel <> 'unknown' then 'crm'
            when sessions.channel is not null or people.says_direct = 1 then 'direct'
            else 'unknown'
        end as first_touch,
        sessions.channel as session_channel,
        sessions.campaign_id as session_campaign_id,
        utm_touches.channel as utm_channel,
        utm_touches.campaign_id as utm_campaign_id,
        utm_touches.is_guess as is_utm_guess,
        nullif(crm_campaigns.channel, 'unknown') as crm_campaign_channel,
        channels.channel as source_channel,
        crm_campaigns.campaign_id as crm_campaign_id
    from people
    left join {{ ref('int_lead_first_sessions') }} as first_sessions
        on people.lead_id = first_sessions.lead_id
    left join {{ ref('int_sessions') }} as sessions
        on first_sessions.session_id = sessions.session_id
    left join utm_touches
        on people.touch_lead_id = utm_touches.lead_id
    left join {{ ref('int_campaigns') }} as crm_campaigns
        on people.campaign_id = crm_campaigns.campaign_id
    left join {{ ref('int_channels') }} as channels
        on people.lead_source = channels.name
),

-- the campaign of the CRM belongs to the same touch as the lead's utm fields, where these name none and
-- do not speak against it
joined as (
    select
        *,
        first_touch = 'utm' and utm_campaign_id is null
        and (is_utm_guess or coalesce(crm_campaign_channel, utm_channel) = utm_channel) as is_crm_utm
    from touched
),

placed as (
    select
        *,
        case first_touch
            when 'session' then session_channel
            when 'utm' then coalesce(case when is_crm_utm and is_utm_guess then crm_campaign_channel end, utm_channel)
            when 'crm' then coalesce(crm_campaign_channel, source_channel)
            when 'direct' then 'direct'
        end as first_channel,
        case
            when first_touch = 'session' then session_campaign_id
            when first_touch = 'utm' and not is_crm_utm then utm_campaign_id
            when first_touch in ('utm', 'crm') then crm_campaign_id
        end as first_campaign_id
    from joined
)

select
    placed.lead_id,
    placed.account_id,
    placed.first_session_id,
    placed.created_at,
    placed.first_touch,
    coalesce(placed.first_channel, 'unknown') as channel,
    coalesce(campaigns.campaign_id, 'unknown') as campaign,
    coalesce(campaigns.program, 'unknown') as program,
    coalesce(accounts.segment, 'unknown') as segment,
    coalesce(accounts.target_account, 'unknown') as target_account,
    coalesce(accounts.icp, 'unknown') as icp,
    {{- own_columns({'accounts': 'accounts', 'campaigns': 'campaigns', 'leads': 'placed'}) }}
    coalesce(lower(placed.self_reported_source), 'unknown') as self_reported_source,
    coalesce(placed.country, 'unknown') as country,
    coalesce(placed.lead_source, 'unknown') as lead_source,
    coalesce(placed.job_level, 'unknown') as job_level
from placed
left join {{ ref('int_campaigns') }} as campaigns
    on placed.first_campaign_id = campaigns.campaign_id
left join {{ ref('int_accounts') }} as accounts
    on placed.account_id = accounts.account_id
