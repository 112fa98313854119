-- One row is a session with what brought it: source, medium and campaign as the channel rules
-- read them.
with

sessions as (
    select
        *,
        nullif(split_part(split_part(split_part(
            case when referrer like '%://%' then split_part(lower(referrer), '://', 2) else lower(referrer) end,
            '/', 1), '?', 1), ':', 1), '') as referrer_host,
        nullif(split_part(split_part(split_part(
            case when landing_page like '%://%' then split_part(lower(landing_page), '://', 2) else '' end,
            '/', 1), '?', 1), ':', 1), '') as landing_host,
        case
            when lower(utm_source) not in ('(direct)', '(none)', '(not set)', 'direct') then lower(utm_source)
        end as stated_source,
        case when lower(utm_medium) not in ('(none)', '(not set)', 'none') then lower(utm_medium) end as stated_medium,
        case when lower(utm_campaign) not in ('(none)', '(not set)', '(direct)') then lower(utm_campaign) end
            as stated_campaign
    from {{ ref('stg_sessions') }}
),

click_ids as (
    select
        sessions.session_id,
        min(click_id_sources.source) as click_source,
        min(nullif(click_id_sources.medium, '')) as click_medium,
        count(*) as platform_count
    from sessions
    inner join {{ ref('click_id_sources') }} as click_id_sources
        on {{ matches('lower(sessions.click_id)', 'click_id_sources.click_id_pattern') }}
    where sessions.click_id is not null
    group by sessions.session_id
),

read_together as (
    select
        sessions.session_id,
        sessions.stated_campaign as touch_campaign,
        sessions.landing_page,
        case when sessions.referrer_host <> coalesce(sessions.landing_host, '') then sessions.referrer_host end
            as referrer_host,
        coalesce(sessions.stated_source, click_ids.click_source) as source,
        case
            when
                sessions.click_id is not null
                and coalesce(sessions.stated_medium, 'organic') in ('organic', 'referral')
                and (click_ids.platform_count is null or click_ids.click_medium is not null)
                then coalesce(click_ids.click_medium, 'cpc')
            else sessions.stated_medium
        end as medium
    from sessions
    left join click_ids
        on sessions.session_id = click_ids.session_id
)

select
    session_id,
    coalesce(source, {{ unreserved('referrer_host') }}) as touch_source,
    coalesce(medium, case when source is null and referrer_host is not null then 'referral' end) as touch_medium,
    touch_campaign,
    -- the path alone: query strings carry personal data
    case
        when landing_page is null then 'unknown'
        when landing_page like '%://%'
            then '/' || split_part(split_part(substr(
                split_part(landing_page, '://', 2),
                length(split_part(split_part(landing_page, '://', 2), '/', 1)) + 2
            ), '?', 1), '#', 1)
        else {{ unreserved("split_part(split_part(landing_page, '?', 1), '#', 1)") }}
    end as landing_page_path
from read_together
