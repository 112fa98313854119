-- One row is a person's reaction to an ad.
select
    interactions.interaction_id,
    interactions.occurred_at,
    {{ business_date('interactions.occurred_at') }} as occurred_on,
    interactions.interaction_type,
    coalesce(lower(interactions.platform), 'unknown') as platform,
    coalesce(interactions.ad_id, 'unknown') as ad,
    account_domains.account_id,
    coalesce(case when campaigns.channel <> 'unknown' then campaigns.channel end, platform_channels.channel, 'unknown')
        as channel,
    coalesce(campaigns.campaign_id, 'unknown') as campaign,
    coalesce(accounts.segment, 'unknown') as segment,
    coalesce(campaigns.program, 'unknown') as program,
    coalesce(accounts.target_account, 'unknown') as target_account,
    coalesce(accounts.icp, 'unknown') as icp,
    interactions.person_title,
    interactions.company_name,
    interactions.sentiment
from {{ ref('stg_ad_interactions') }} as interactions
left join {{ ref('int_campaigns') }} as campaigns
    on interactions.campaign_id = campaigns.campaign_id
left join {{ ref('platform_channels') }} as platform_channels
    on replace(replace(lower(interactions.platform), ' ', '_'), '-', '_') = platform_channels.platform
left join {{ ref('int_account_domains') }} as account_domains
    on lower(interactions.company_domain) = account_domains.domain
left join {{ ref('int_accounts') }} as accounts
    on account_domains.account_id = accounts.account_id
