-- One row is a campaign of Meta's as it was last.
with

versions as (
    select
        *,
        row_number() over (
            partition by campaign_id
            order by known_at desc nulls last, campaign_name nulls last, starts_at nulls last, ends_at nulls last
        ) as place,
        count(*) over (partition by campaign_id) as version_count
    from {{ ref('base_meta_ads__campaigns') }}
)

select
    {{ contract_columns('campaigns', {
        'campaign_id': 'campaign_id',
        'campaign_name': 'campaign_name',
        'channel': "'paid_social'",
        'platform': "'meta_ads'",
        'utm_campaign': 'campaign_name',
        'started_on': business_day_of('starts_at'),
        'ended_on': business_day_of('ends_at'),
    }) }},
    version_count as source_rows
from versions
where place = 1
