-- One row is a touch of a buyer (a lead, or an account with all its leads), numbered in time: all that
-- may lie in the window of one of its conversions.
with

conversions as (
    select
        *,
        {{ days_between("cast('1970-01-01' as date)", 'converted_on') }} as converted_day
    from {{ ref('int_conversions') }}
    where buyer_id is not null
),

members as (
    select conversion_type, buyer_id, converted_day, 'lead ' || lead_id as member
    from conversions
    where lead_id is not null
    union all
    select conversion_type, buyer_id, converted_day, 'account ' || account_id as member
    from conversions
    where account_id is not null
),

-- the calendar in stretches as long as the window: it reaches into the conversion's own and into the
-- one before
member_stretches as (
    select
        members.conversion_type,
        members.buyer_id,
        members.member,
        {{ window_stretch('members.converted_day') }} - steps.days as first_day
    from members
    cross join (values (0), ({{ var('attribution_window_days', 90) }})) as steps(days)
    group by
        members.conversion_type, members.buyer_id, members.member,
        {{ window_stretch('members.converted_day') }} - steps.days
),

lead_sessions as (
    select
        lead_sessions.lead_id,
        lead_sessions.session_id,
        leads.account_id,
        {{ window_stretch(days_between("cast('1970-01-01' as date)", business_date('lead_sessions.started_at'))) }}
            as first_day
    from {{ ref('int_lead_sessions') }} as lead_sessions
    inner join {{ ref('int_leads') }} as leads
        on lead_sessions.lead_id = leads.lead_id
),

member_sessions as (
    select 'lead ' || lead_id as member, session_id, first_day from lead_sessions
    union all
    select 'account ' || account_id as member, session_id, first_day
    from lead_sessions
    where account_id is not null
),

-- a session that several members had is one touch
buyer_sessions as (
    select
        stretches.conversion_type,
        stretches.buyer_id,
        sessions.session_id
    from member_stretches as stretches
    inner join member_sessions as sessions
        on stretches.member = sessions.member and stretches.first_day = sessions.first_day
    group by stretches.conversion_type, stretches.buyer_id, sessions.session_id
),

touches as (
    select
        buyer_sessions.conversion_type,
        buyer_sessions.buyer_id,
        sessions.session_id,
        sessions.started_at as touched_at,
        {{ days_between("cast('1970-01-01' as date)", business_date('sessions.started_at')) }} as touched_day,
        sessions.channel,
        {{- own_columns({'campaigns': 'campaigns', 'sessions': 'sessions'}) }}
        coalesce(sessions.campaign_id, 'unknown') as campaign,
        row_number() over (
            partition by buyer_sessions.conversion_type, buyer_sessions.buyer_id
            order by sessions.started_at nulls last, sessions.session_id nulls last
        ) as touch_number
    from buyer_sessions
    inner join {{ ref('int_sessions') }} as sessions
        on buyer_sessions.session_id = sessions.session_id
    {%- if own_columns_of('campaigns') %}
    left join {{ ref('int_campaigns') }} as campaigns
        on coalesce(sessions.campaign_id, 'unknown') = campaigns.campaign_id
    {%- endif %}
)

select
    conversion_type,
    buyer_id,
    cast(touch_number as bigint) as touch_number,
    session_id,
    touched_at,
    touched_day,
    {{ touch_dimensions() | join(', ') }},
    cast(max(case when channel <> 'direct' then touch_number end) over (
        partition by conversion_type, buyer_id order by touch_number nulls last
        rows between unbounded preceding and current row
    ) as bigint) as last_non_direct_number
from touches
