-- One row is a person's reaction to an ad.
select
    interactions.interaction_id,
    interactions.occurred_at,
    {{ business_date('interactions.occurred_at') }} as occurred_on,
    interactions.interaction_type,
    coalesce(platforms.platform, 'unknown') as platform,
    coalesce(interactions.ad_id, 'unknown') as ad,
    coalesce(account_domains.account_id, 'unknown') as account_id,
    coalesce(case when campaigns.channel <> 'unknown' then campaigns.channel end, platforms.channel, 'unknown')
        as channel,
    {{ campaign_columns("coalesce(campaigns.campaign_id, 'unknown')") }},
    coalesce(accounts.segment, 'unknown') as segment,
    coalesce(campaigns.program, 'unknown') as program,
    coalesce(accounts.target_account, 'unknown') as target_account,
    coalesce(accounts.icp, 'unknown') as icp,
    {{- own_columns({'accounts': 'accounts', 'campaigns': 'campaigns', 'ad_spend': none}) }}
    interactions.person_title,
    interactions.company_name,
    interactions.sentiment
from {{ ref('stg_ad_interactions') }} as interactions
left join {{ ref('int_campaigns') }} as campaigns
    on interactions.campaign_id = campaigns.campaign_id
left join {{ ref('int_platforms') }} as platforms
    on {{ as_name('interactions.platform') }} = platforms.name
left join {{ ref('int_account_domains') }} as account_domains
    on {{ host_of('coalesce(' ~ after_scheme('interactions.company_domain') ~ ', interactions.company_domain)') }}
    = account_domains.host
left join {{ ref('int_accounts') }} as accounts
    on account_domains.account_id = accounts.account_id
