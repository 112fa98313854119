-- One row is a utm_campaign and the campaign whose links carry it: the first by id where several
-- do.
select
    utm_campaign,
    min(campaign_id) as campaign_id
from {{ ref('int_campaigns') }}
where utm_campaign is not null
group by utm_campaign
