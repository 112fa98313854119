-- One row is a delivered lead with the source, medium and campaign that it states itself.
select
    lead_id,
    case
        when lower(utm_source) not in ('(direct)', '(none)', '(not set)', 'direct') then lower(utm_source)
    end as touch_source,
    case when lower(utm_medium) not in ('(none)', '(not set)', 'none') then lower(utm_medium) end as touch_medium,
    case when lower(utm_campaign) not in ('(none)', '(not set)', '(direct)') then lower(utm_campaign) end
        as touch_campaign,
    utm_source is not null or utm_medium is not null as has_stated_touch
from {{ ref('stg_leads') }}
