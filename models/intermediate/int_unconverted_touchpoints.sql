-- One row is a touch of someone who has not converted: a visitor who is no lead, an account that
-- has not bought.
with

sessions as (
    select
        sessions.session_id,
        sessions.visitor_id,
        sessions.started_at,
        sessions.channel,
        {{- own_columns({'campaigns': 'campaigns', 'sessions': 'sessions'}) }}
        coalesce(sessions.campaign_id, 'unknown') as campaign
    from {{ ref('int_sessions') }} as sessions
    {%- if own_columns_of('campaigns') %}
    left join {{ ref('int_campaigns') }} as campaigns
        on sessions.campaign_id = campaigns.campaign_id
    {%- endif %}
),

known_visitors as (
    select visitor_id from {{ ref('int_lead_sessions') }} group by visitor_id
),

-- a lead without an account may buy by itself
buyers as (
    select
        lead_id,
        coalesce('account ' || account_id, 'lead ' || lead_id) as buyer_id
    from {{ ref('int_leads') }}
),

customers as (
    select 'account ' || account_id as buyer_id from {{ ref('int_deals') }} where is_won and account_id is not null
    union all
    select buyers.buyer_id
    from {{ ref('int_deals') }} as deals
    inner join buyers
        on deals.first_lead_id = buyers.lead_id
    where deals.is_won
),

touches as (
    select
        'lead' as conversion_type,
        visitor_id as path_id,
        session_id,
        started_at,
        {{ touch_dimensions() | join(', ') }}
    from sessions
    where visitor_id not in (select visitor_id from known_visitors)
    union all
    select
        'deal_won' as conversion_type,
        buyers.buyer_id as path_id,
        sessions.session_id,
        sessions.started_at,
        {%- for dimension in touch_dimensions() %}
        min(sessions.{{ dimension }}) as {{ dimension }}{{ "," if not loop.last }}
        {%- endfor %}
    from buyers
    inner join {{ ref('int_lead_sessions') }} as lead_sessions
        on buyers.lead_id = lead_sessions.lead_id
    inner join sessions
        on lead_sessions.session_id = sessions.session_id
    where buyers.buyer_id not in (select buyer_id from customers)
    group by buyers.buyer_id, sessions.session_id, sessions.started_at
),

with_ends as (
    select
        *,
        max(started_at) over (partition by conversion_type, path_id) as last_started_at
    from touches
)

select
    conversion_type,
    path_id,
    session_id,
    started_at as touched_at,
    {{ touch_dimensions() | join(', ') }},
    cast(row_number() over (
        partition by conversion_type, path_id order by started_at nulls last, session_id nulls last
    ) as bigint) as touch_number
from with_ends
where
    {{ days_between(business_date('started_at'), business_date('last_started_at')) }}
    <= {{ var('attribution_window_days', 90) }}
