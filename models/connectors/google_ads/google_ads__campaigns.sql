-- One row is a campaign as it was last.
with

versions as (
    select
        *,
        row_number() over (
            partition by campaign_id order by known_at desc nulls last, campaign_name nulls last, channel_type nulls last
        ) as place,
        count(*) over (partition by campaign_id) as version_count
    from {{ ref('base_google_ads__campaigns') }}
)

select
    {{ contract_columns('campaigns', {
        'campaign_id': 'campaign_id',
        'campaign_name': 'campaign_name',
        'channel': meaning_of_words('channel_type', {
            'SEARCH': 'paid_search',
            'DISPLAY': 'display',
            'VIDEO': 'paid_video',
            'SHOPPING': 'paid_shopping',
            'PERFORMANCE_MAX': 'cross_network',
        }),
        'platform': "'google_ads'",
        'utm_campaign': "coalesce(" ~ utm_of('tracking_url_template', 'utm_campaign') ~ ", campaign_name)",
        'started_on': 'started_on',
        'ended_on': 'ended_on',
    }) }},
    version_count as source_rows
from versions
where place = 1
