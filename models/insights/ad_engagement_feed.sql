-- One row is a person's reaction to an ad, with what it says of the person's company.
select
    interactions.interaction_id,
    interactions.occurred_on,
    interactions.platform,
    coalesce(campaigns.campaign_name, interactions.campaign) as campaign_name,
    interactions.person_title,
    coalesce(interactions.company_name, case when accounts.is_delivered then accounts.account_name end) as company_name,
    interactions.interaction_type,
    {{ mask('comments.comment_text') }} as comment_text,
    lower(interactions.sentiment) as sentiment,
    interactions.target_account,
    interactions.icp
from {{ ref('fct_ad_interactions') }} as interactions
inner join {{ ref('stg_ad_interactions') }} as comments
    on interactions.interaction_id = comments.interaction_id
left join {{ ref('dim_campaigns') }} as campaigns
    on interactions.campaign = campaigns.campaign_id
left join {{ ref('dim_accounts') }} as accounts
    on interactions.account_id = accounts.account_id
