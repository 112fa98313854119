-- One row is a session with what its link says of what brought it.
with

sessions as (
    select
        *,
        {{ after_scheme('landing_page') }} as landing_link,
        coalesce({{ after_scheme('referrer') }}, referrer) as referrer_link,
        coalesce({{ after_scheme('account_domain') }}, account_domain) as account_link
    from {{ ref('stg_sessions') }}
    where not coalesce(is_bot, false)
),

utm_values as (
    select * from {{ ref('int_utm_values') }}
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
        sessions.landing_page,
        sessions.landing_link,
        {{ host_of('sessions.referrer_link') }} as referrer_host,
        {{ host_of('sessions.landing_link') }} as landing_host,
        {{ host_of('sessions.account_link') }} as account_host,
        sources.utm_name as utm_source,
        mediums.utm_name as utm_medium,
        campaigns.utm_value as touch_campaign,
        coalesce(nullif(sources.utm_value, 'direct'), click_ids.click_source) as touch_source,
        case
            when
                sessions.click_id is not null
                and coalesce(mediums.utm_value, 'organic') in ('organic', 'referral')
                and (click_ids.platform_count is null or click_ids.click_medium is not null)
                then coalesce(click_ids.click_medium, 'cpc')
            else mediums.utm_value
        end as touch_medium
    from sessions
    left join utm_values as sources
        on sessions.utm_source = sources.utm_text
    left join utm_values as mediums
        on sessions.utm_medium = mediums.utm_text
    left join utm_values as campaigns
        on sessions.utm_campaign = campaigns.utm_text
    left join click_ids
        on sessions.session_id = click_ids.session_id
)

select
    session_id,
    utm_source,
    utm_medium,
    touch_source,
    touch_medium,
    touch_campaign,
    -- a stated source says more
    case when touch_source is null then referrer_host end as referrer_host,
    landing_host,
    account_host,
    -- the path alone: query strings carry personal data
    case
        when landing_page is null then 'unknown'
        when landing_link is not null
            then '/' || split_part(split_part(substr(
                landing_link, length(split_part(landing_link, '/', 1)) + 2
            ), '?', 1), '#', 1)
        else {{ unreserved("split_part(split_part(landing_page, '?', 1), '#', 1)") }}
    end as landing_page_path
from read_together
