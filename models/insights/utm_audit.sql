-- One row is something wrong with how links and campaigns are tagged, and what it costs.
with

arrivals as (
    select * from {{ ref('int_utm_arrivals') }}
),

utms as (
    select * from {{ ref('int_campaign_utms') }}
),

known as (
    select
        utm_campaign,
        {{ in_one_spelling('utm_campaign') }} as spelling,
        min(campaign_id) as campaign_id,
        count(distinct campaign_id) as campaign_count
    from utms
    group by utm_campaign
),

-- the same source and medium, from the same day on: nothing in the link decides
shared as (
    select
        utm_campaign,
        min(campaign_id) as campaign_id,
        count(distinct campaign_id) as campaign_count
    from utms
    group by utm_campaign, utm_source, utm_medium, valid_from
    having count(distinct campaign_id) > 1
),

shared_utms as (
    select
        utm_campaign,
        min(campaign_id) as campaign_id,
        max(campaign_count) as campaign_count
    from shared
    group by utm_campaign
),

unknown as (
    select arrivals.*
    from arrivals
    left join known
        on arrivals.utm_campaign = known.utm_campaign
    where known.utm_campaign is null
),

-- what a spelling is meant to be: a campaign's utm, else the one that most arrived under
spellings_of_campaigns as (
    select
        spelling,
        min(utm_campaign) as meant,
        min(campaign_id) as campaign_id,
        sum(campaign_count) as campaign_count
    from known
    group by spelling
),

most_used as (
    select
        spelling,
        utm_campaign as meant,
        row_number() over (partition by spelling order by sessions + leads desc nulls last, utm_campaign nulls last) as place
    from unknown
),

without_a_campaign as (
    select
        unknown.utm_campaign as subject,
        coalesce(campaigns.meant, nullif(most_used.meant, unknown.utm_campaign)) as meant,
        campaigns.campaign_id,
        coalesce(campaigns.campaign_count, 0) as campaign_count,
        unknown.sessions,
        unknown.leads,
        unknown.first_on,
        unknown.last_on
    from unknown
    left join spellings_of_campaigns as campaigns
        on unknown.spelling = campaigns.spelling
    left join most_used
        on unknown.spelling = most_used.spelling and most_used.place = 1
),

-- only where visits were counted can there be none
counted_days as (
    select
        min(period_start) as first_on,
        max(period_start) as last_on
    from {{ ref('website_by_period') }}
    where period_grain = 'day' and dimension = 'total' and sessions > 0
),

visited as (
    select dimension_value as campaign
    from {{ ref('website_by_period') }}
    where period_grain = 'all_time' and dimension = 'campaign' and sessions > 0
),

-- a form on the platform brings leads without a visit
led as (
    select
        dimension_value as campaign,
        leads
    from {{ ref('leads_by_period') }}
    where period_grain = 'all_time' and dimension = 'campaign'
),

spent as (
    select
        spend.campaign,
        sum(spend.spend_amount) as spend_amount,
        min(spend.date_day) as first_on,
        max(spend.date_day) as last_on
    from {{ ref('fct_ad_spend') }} as spend
    inner join counted_days
        on spend.date_day between counted_days.first_on and counted_days.last_on
    where spend.campaign <> 'unknown' and spend.spend_amount > 0
    group by spend.campaign
),

findings as (
    select
        case when meant is null then 'unknown_utm' else 'spelling_variant' end as finding,
        subject,
        meant,
        campaign_id,
        campaign_count,
        sessions,
        leads,
        cast(null as decimal(38, 4)) as spend_amount,
        first_on,
        last_on
    from without_a_campaign
    union all
    select
        'shared_utm' as finding,
        shared_utms.utm_campaign as subject,
        cast(null as {{ dbt.type_string() }}) as meant,
        shared_utms.campaign_id,
        shared_utms.campaign_count,
        arrivals.sessions,
        arrivals.leads,
        cast(null as decimal(38, 4)) as spend_amount,
        arrivals.first_on,
        arrivals.last_on
    from shared_utms
    inner join arrivals
        on shared_utms.utm_campaign = arrivals.utm_campaign
    union all
    select
        'spend_without_visits' as finding,
        spent.campaign as subject,
        cast(null as {{ dbt.type_string() }}) as meant,
        spent.campaign as campaign_id,
        1 as campaign_count,
        0 as sessions,
        coalesce(led.leads, 0) as leads,
        spent.spend_amount,
        spent.first_on,
        spent.last_on
    from spent
    left join visited
        on spent.campaign = visited.campaign
    left join led
        on spent.campaign = led.campaign
    where visited.campaign is null
)

select
    cast(finding as {{ dbt.type_string() }}) as finding,
    cast(subject as {{ dbt.type_string() }}) as subject,
    cast(meant as {{ dbt.type_string() }}) as meant,
    cast(campaign_id as {{ dbt.type_string() }}) as campaign,
    cast(campaign_count as bigint) as campaign_count,
    cast(sessions as bigint) as sessions,
    cast(leads as bigint) as leads,
    cast(spend_amount as decimal(38, 4)) as spend_amount,
    first_on,
    last_on
from findings
