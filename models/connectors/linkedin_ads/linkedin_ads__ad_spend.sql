-- One row is a day of one of LinkedIn's campaigns, which is an ad group of its campaign group.
with

campaign_days as (
    select * from {{ ref('base_linkedin_ads__campaign_days') }}
),

campaigns as (
    select
        campaign_id,
        group_id,
        account_id,
        row_number() over (partition by campaign_id order by known_at desc nulls last, group_id nulls last, account_id nulls last)
            as place
    from {{ ref('base_linkedin_ads__campaigns') }}
),

accounts as (
    select
        account_id,
        currency,
        row_number() over (partition by account_id order by known_at desc nulls last, currency nulls last) as place
    from {{ ref('base_linkedin_ads__accounts') }}
)

select
    {{ contract_columns('ad_spend', {
        'date_day': 'campaign_days.date_day',
        'platform': "'linkedin_ads'",
        'spend': 'campaign_days.spend',
        'currency': 'coalesce(campaign_days.currency, accounts.currency)',
        'campaign_id': 'coalesce(campaign_days.group_id, campaigns.group_id, campaign_days.campaign_id)',
        'ad_group_id': 'campaign_days.campaign_id',
        'ad_id': 'campaign_days.ad_id',
        'impressions': 'campaign_days.impressions',
        'clicks': 'campaign_days.clicks',
        'conversions': sum_of_counts('campaign_days.website_conversions', 'campaign_days.form_leads'),
        'likes': 'campaign_days.likes',
        'comments': 'campaign_days.comments',
        'shares': 'campaign_days.shares',
    }) }},
    1 as source_rows
from campaign_days
left join campaigns
    on campaign_days.campaign_id = campaigns.campaign_id and campaigns.place = 1
left join accounts
    on campaigns.account_id = accounts.account_id and accounts.place = 1
