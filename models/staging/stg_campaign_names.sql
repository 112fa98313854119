-- One row is a campaign under one of its names: what it is called today, was called before, or is called elsewhere.
select
    campaign_id,
    campaign_name,
    utm_campaign,
    started_on,
    ended_on,
    rejection_reasons = '' as is_current
from {{ ref('checked_campaigns') }}
where not is_invalid
