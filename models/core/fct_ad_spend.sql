-- One row is a day of an ad, or of a campaign.
select
    spend.date_day,
    lower(spend.platform) as platform,
    coalesce(spend.ad_id, 'unknown') as ad,
    coalesce(case when campaigns.channel <> 'unknown' then campaigns.channel end, platform_channels.channel, 'unknown')
        as channel,
    coalesce(campaigns.campaign_id, 'unknown') as campaign,
    coalesce(campaigns.program, 'unknown') as program,
    upper(coalesce(spend.currency, '{{ var("reporting_currency") }}')) as currency,
    {{ in_reporting_currency('spend.spend', 'spend.currency', 'rates.rate_to_reporting') }} as spend_amount,
    spend.impressions,
    spend.clicks,
    spend.conversions
from {{ ref('stg_ad_spend') }} as spend
left join {{ ref('int_campaigns') }} as campaigns
    on spend.campaign_id = campaigns.campaign_id
left join {{ ref('platform_channels') }} as platform_channels
    on replace(replace(lower(spend.platform), ' ', '_'), '-', '_') = platform_channels.platform
left join {{ ref('int_exchange_rates') }} as rates
    on upper(spend.currency) = rates.currency and spend.date_day = rates.date_day
