-- One row is a session: what one visitor did under one session id.
{%- set click_ids = ['gclid', 'dclid', 'msclkid', 'fbclid', 'li_fat_id', 'ttclid', 'twclid'] %}
with

-- the first of what a session's events say, found without sorting them: the least of a moment and what was said then
sessions as (
    select
        session_id,
        min(visitor_id) as visitor_id,
        min(sort_key || coalesce(occurred_at, '')) as first_moment,
        min(case when event_name = 'page_view' then sort_key || coalesce(page_location, '') end) as first_page,
        min(case when event_name = 'page_view' then sort_key || coalesce(page_referrer, '') end) as first_referrer,
        max(session_source) as session_source,
        max(session_medium) as session_medium,
        max(session_campaign) as session_campaign,
        min(case when link_source <> '' or link_medium <> '' or link_campaign <> ''
            then sort_key || coalesce(link_source, '') || chr(31) || coalesce(link_medium, '') || chr(31) || coalesce(link_campaign, '')
        end) as first_link,
        min(case when gclid <> '' then sort_key || 'gclid=' || gclid end) as first_gclid,
        min(case when dclid <> '' then sort_key || 'dclid=' || dclid end) as first_dclid,
        max(device) as device,
        max(country) as country,
        sum(case when event_name = 'page_view' then 1 else 0 end) as page_views,
        sum({{ typed('engagement_msec', 'bigint', {}) }}) as engagement_msec,
        count(*) as source_rows
    from {{ ref('int_ga4__events') }}
    where left_out_reason is null
    group by session_id
),

-- behind the 32 signs of the moment
told as (
    select
        session_id,
        visitor_id,
        substr(first_moment, 33) as started_at,
        substr(first_page, 33) as landing_page,
        substr(first_referrer, 33) as referrer,
        session_source,
        session_medium,
        session_campaign,
        split_part(substr(first_link, 33), chr(31), 1) as link_source,
        split_part(substr(first_link, 33), chr(31), 2) as link_medium,
        split_part(substr(first_link, 33), chr(31), 3) as link_campaign,
        substr(first_gclid, 33) as gclid,
        substr(first_dclid, 33) as dclid,
        device,
        country,
        page_views,
        engagement_msec,
        source_rows
    from sessions
)

select
    {{ contract_columns('sessions', {
        'session_id': 'session_id',
        'visitor_id': 'visitor_id',
        'started_at': 'started_at',
        'landing_page': 'landing_page',
        'referrer': 'referrer',
        'utm_source': 'coalesce(' ~ ga4_word('session_source') ~ ', ' ~ ga4_word('link_source') ~ ')',
        'utm_medium': 'coalesce(' ~ ga4_word('session_medium') ~ ', ' ~ ga4_word('link_medium') ~ ')',
        'utm_campaign': 'coalesce(' ~ ga4_word('session_campaign') ~ ', ' ~ ga4_word('link_campaign') ~ ')',
        'click_id': 'coalesce(gclid, dclid, ' ~ click_id_of('landing_page', click_ids) ~ ')',
        'device': 'device',
        'country': 'country',
        'page_views': 'page_views',
        'duration_seconds': 'cast(engagement_msec * cast(0.001 as decimal(4, 3)) as decimal(18, 3))',
    }) }},
    source_rows
from told
