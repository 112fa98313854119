-- One row is what a web tool counted for a source, medium and campaign on a day of which no sessions
-- were delivered.
with

session_days as (
    select {{ business_date('started_at') }} as date_day
    from {{ ref('stg_sessions') }}
    group by {{ business_date('started_at') }}
),

page_view_days as (
    select {{ business_date('viewed_at') }} as date_day
    from {{ ref('stg_page_views') }}
    group by {{ business_date('viewed_at') }}
),

utm_values as (
    select * from {{ ref('int_utm_values') }}
)

select
    totals.date_day,
    sources.utm_name as utm_source,
    mediums.utm_name as utm_medium,
    nullif(sources.utm_value, 'direct') as touch_source,
    mediums.utm_value as touch_medium,
    campaigns.utm_value as touch_campaign,
    cast(null as {{ dbt.type_string() }}) as referrer_host,
    totals.sessions,
    totals.visitors,
    totals.engaged_sessions,
    case when page_view_days.date_day is null then totals.page_views end as page_views,
    totals.conversions
from {{ ref('stg_web_totals') }} as totals
left join session_days
    on totals.date_day = session_days.date_day
left join page_view_days
    on totals.date_day = page_view_days.date_day
left join utm_values as sources
    on totals.source = sources.utm_text
left join utm_values as mediums
    on totals.medium = mediums.utm_text
left join utm_values as campaigns
    on totals.campaign = campaigns.utm_text
where session_days.date_day is null
