-- One row is a day of a campaign, on one device, in one network.
with

campaign_days as (
    select * from {{ ref('base_google_ads__campaign_days') }}
),

account_versions as (
    select
        account_id,
        currency,
        row_number() over (partition by account_id order by known_at desc nulls last, currency nulls last) as place
    from {{ ref('base_google_ads__accounts') }}
    where account_id is not null
)

select
    {{ contract_columns('ad_spend', {
        'date_day': 'campaign_days.date_day',
        'platform': "'google_ads'",
        'spend': 'coalesce(campaign_days.cost, ' ~ from_micros('campaign_days.cost_micros') ~ ')',
        'currency': 'coalesce(campaign_days.currency, account_versions.currency)',
        'campaign_id': 'campaign_days.campaign_id',
        'impressions': 'campaign_days.impressions',
        'clicks': 'campaign_days.clicks',
        'conversions': 'campaign_days.conversions',
        'device': 'campaign_days.device',
        'network': 'campaign_days.network',
    }) }},
    1 as source_rows
from campaign_days
left join account_versions
    on campaign_days.account_id = account_versions.account_id and account_versions.place = 1
