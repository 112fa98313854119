-- One row is a delivered row of ad spend: a day of an ad, or of a campaign, in the finest grain that is delivered.
{%- set told = ['impressions', 'clicks', 'conversions'] %}
with

spend as (
    select
        delivered.date_day,
        delivered.campaign_id,
        delivered.ad_id,
        delivered.ad_group_id,
        delivered.device,
        delivered.network,
        delivered.currency,
        delivered.spend,
        delivered.impressions,
        delivered.clicks,
        delivered.conversions,
        delivered.likes,
        delivered.comments,
        delivered.shares,
        platforms.platform,
        {{- own_values('ad_spend', 'delivered') }}
        platforms.channel as platform_channel,
        coalesce(delivered.likes, delivered.comments, delivered.shares) is not null as has_reactions
    from {{ ref('stg_ad_spend') }} as delivered
    inner join {{ ref('int_platforms') }} as platforms
        on {{ as_name('delivered.platform') }} = platforms.name
),

-- a platform that tells something leaves days without it blank
told_since as (
    {{ told_since('spend', 'platform', told) }}
),

-- the days of which single reactions are delivered; whose platform is not told may be of any
named_days as (
    select
        platform,
        min(occurred_on) as first_on,
        max(occurred_on) as last_on
    from {{ ref('fct_ad_interactions') }}
    where interaction_type in ({{ ad_reactions() }})
    group by platform
)

select
    spend.date_day,
    spend.platform,
    coalesce(spend.ad_id, 'unknown') as ad,
    coalesce(spend.ad_group_id, 'unknown') as ad_group,
    coalesce(lower(spend.device), 'unknown') as device,
    coalesce(lower(spend.network), 'unknown') as network,
    coalesce(case when campaigns.channel <> 'unknown' then campaigns.channel end, spend.platform_channel, 'unknown')
        as channel,
    {{ campaign_columns("coalesce(campaigns.campaign_id, 'unknown')") }},
    coalesce(campaigns.program, 'unknown') as program,
    {{- own_columns({'campaigns': 'campaigns', 'ad_spend': 'spend'}) }}
    upper(coalesce(spend.currency, '{{ var("reporting_currency") }}')) as currency,
    {{ in_reporting_currency('spend.spend', 'spend.currency', 'rates.rate_to_reporting') }} as spend_amount,
    {%- for column in told %}
    {{ told_number('spend', column) }} as {{ column }},
    {%- endfor %}
    spend.likes,
    spend.comments,
    spend.shares,
    case
        when spend.has_reactions and named_days.platform is null and nameless_days.platform is null
            then coalesce(spend.likes, 0) + coalesce(spend.comments, 0) + coalesce(spend.shares, 0)
    end as nameless_interactions
from spend
left join told_since
    on spend.platform = told_since.platform
left join named_days
    on
        spend.platform = named_days.platform
        and spend.date_day between named_days.first_on and named_days.last_on
left join named_days as nameless_days
    on
        nameless_days.platform = 'unknown'
        and spend.date_day between nameless_days.first_on and nameless_days.last_on
left join {{ ref('int_campaigns') }} as campaigns
    on spend.campaign_id = campaigns.campaign_id
left join {{ ref('int_exchange_rates') }} as rates
    on upper(spend.currency) = rates.currency and spend.date_day = rates.date_day
