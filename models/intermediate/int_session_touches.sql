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

clicks as (
    select
        session_id,
        lower(click_id) as click_id
    from sessions
    where click_id is not null
),

click_id_sources as (
    select
        click_id_pattern,
        source,
        nullif(medium, '') as medium,
        substr(click_id_pattern, 2, length(click_id_pattern) - 4) as said_between
    from {{ ref('click_id_sources') }}
),

-- ^(gclid|gbraid).*$ and nearly all others say with which words an id begins. Words are far cheaper to ask than a
-- pattern that comes from a table, which engines read anew for each row
listed_words as (
    select
        click_id_pattern,
        source,
        medium,
        case
            when
                click_id_pattern like '^%.*$'
                and {{ matches("replace(said_between, '[.]', '')", "'^([a-z0-9_]+|[(][a-z0-9_|]+[)])$'") }}
                then replace(replace(replace(said_between, '[.]', '.'), '(', ''), ')', '')
        end as words
    from click_id_sources
),

click_id_words as (
    {{ words_of_lists('listed_words', 'words', ['source', 'medium'], '|') | indent(4) }}
),

known_clicks as (
    select
        clicks.session_id,
        click_id_words.source,
        click_id_words.medium
    from clicks
    inner join click_id_words
        on substr(clicks.click_id, 1, length(click_id_words.word)) = click_id_words.word
    union all
    select
        clicks.session_id,
        listed_words.source,
        listed_words.medium
    from clicks
    inner join listed_words
        on listed_words.words is null and {{ matches('clicks.click_id', 'listed_words.click_id_pattern') }}
),

click_ids as (
    select
        session_id,
        min(source) as click_source,
        min(medium) as click_medium,
        count(*) as platform_count
    from known_clicks
    group by session_id
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
