-- One row is a delivered lead with the source, medium and campaign that it states itself.
with

utm_values as (
    select * from {{ ref('int_utm_values') }}
)

select
    leads.lead_id,
    {{ business_date('leads.created_at') }} as touched_on,
    nullif(sources.utm_value, 'direct') as touch_source,
    mediums.utm_value as touch_medium,
    campaigns.utm_value as touch_campaign,
    cast(null as {{ dbt.type_string() }}) as referrer_host,
    coalesce(nullif(sources.utm_value, 'direct'), mediums.utm_value, campaigns.utm_value) is not null as has_stated_touch,
    coalesce(sources.utm_name, mediums.utm_name) in ('(direct)', 'direct', '(none)', 'none') as says_direct
from {{ ref('stg_leads') }} as leads
left join utm_values as sources
    on leads.utm_source = sources.utm_text
left join utm_values as mediums
    on leads.utm_medium = mediums.utm_text
left join utm_values as campaigns
    on leads.utm_campaign = campaigns.utm_text
