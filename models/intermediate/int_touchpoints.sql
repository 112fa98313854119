-- One row is a touch on the way to a conversion; a conversion without any has one, its
-- first-touch channel.
with

conversions as (
    select * from {{ ref('int_conversions') }}
),

-- a deal is its whole account's: every lead there may have been touched on its behalf
buyers as (
    select conversion_type, conversion_id, converted_on, 'lead ' || lead_id as buyer
    from conversions
    where lead_id is not null
    union all
    select conversion_type, conversion_id, converted_on, 'lead ' || first_lead_id as buyer
    from conversions
    where first_lead_id is not null
    union all
    select conversion_type, conversion_id, converted_on, 'account ' || account_id as buyer
    from conversions
    where conversion_type = 'deal_won' and account_id is not null
),

lead_sessions as (
    select
        lead_sessions.lead_id,
        lead_sessions.session_id,
        leads.account_id,
        {{ days_between("cast('1970-01-01' as date)", business_date('lead_sessions.started_at')) }} as started_day
    from {{ ref('int_lead_sessions') }} as lead_sessions
    inner join {{ ref('int_leads') }} as leads
        on lead_sessions.lead_id = leads.lead_id
),

buyer_sessions as (
    select 'lead ' || lead_id as buyer, session_id, started_day from lead_sessions
    union all
    select 'account ' || account_id as buyer, session_id, started_day
    from lead_sessions
    where account_id is not null
    group by account_id, session_id, started_day
),

-- the calendar in stretches as long as the window: it reaches into the conversion's own and into the
-- one before, so that a buyer's many deals do not meet all of its sessions
window_stretches as (
    select
        buyers.conversion_type,
        buyers.conversion_id,
        buyers.buyer,
        {{ window_stretch(days_between("cast('1970-01-01' as date)", 'buyers.converted_on')) }}
        - steps.days as first_day
    from buyers
    cross join (values (0), ({{ var('attribution_window_days', 90) }})) as steps(days)
),

conversion_sessions as (
    select
        stretches.conversion_type,
        stretches.conversion_id,
        sessions.session_id
    from window_stretches as stretches
    inner join buyer_sessions as sessions
        on stretches.buyer = sessions.buyer and stretches.first_day = {{ window_stretch('sessions.started_day') }}
    group by stretches.conversion_type, stretches.conversion_id, sessions.session_id
),

session_touches as (
    select
        conversions.conversion_type,
        conversions.conversion_id,
        sessions.session_id,
        sessions.started_at as touched_at,
        sessions.channel,
        {{- own_columns({'sessions': 'sessions'}) }}
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
    {{- own_columns({'campaigns': 'campaigns', 'sessions': 'touches'}) }}
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
{%- if own_columns_of('campaigns') %}
left join {{ ref('int_campaigns') }} as campaigns
    on coalesce(touches.campaign, conversions.campaign) = campaigns.campaign_id
{%- endif %}
