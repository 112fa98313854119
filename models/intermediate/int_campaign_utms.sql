-- One row is a utm that leads to a campaign, from a day on.
with

utm_values as (
    select * from {{ ref('int_utm_values') }}
),

-- of a campaign that was renamed, every row that the history holds
named_by_campaigns as (
    select
        campaign_id,
        utm_campaign,
        cast(null as {{ dbt.type_string() }}) as utm_source,
        cast(null as {{ dbt.type_string() }}) as utm_medium,
        cast(null as date) as valid_from
    from {{ ref('stg_campaign_names') }}
    where utm_campaign is not null
),

named as (
    select * from named_by_campaigns
    union all
    select
        campaign_id,
        utm_campaign,
        utm_source,
        utm_medium,
        valid_from
    from {{ ref('stg_campaign_utms') }}
)

select
    named.campaign_id,
    campaign_values.utm_value as utm_campaign,
    sources.utm_value as utm_source,
    mediums.utm_value as utm_medium,
    coalesce(named.valid_from, cast('1990-01-01' as date)) as valid_from
from named
inner join {{ ref('int_campaigns') }} as campaigns
    on named.campaign_id = campaigns.campaign_id
inner join utm_values as campaign_values
    on named.utm_campaign = campaign_values.utm_text
left join utm_values as sources
    on named.utm_source = sources.utm_text
left join utm_values as mediums
    on named.utm_medium = mediums.utm_text
where campaign_values.utm_value is not null
group by
    named.campaign_id, campaign_values.utm_value, sources.utm_value, mediums.utm_value,
    coalesce(named.valid_from, cast('1990-01-01' as date))
