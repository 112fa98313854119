-- One row is a post's day.
select
    posts.post_id,
    networks.network,
    posts.date_day,
    posts.published_at,
    'organic_social' as channel,
    coalesce(campaigns.campaign_id, 'unknown') as campaign,
    coalesce(campaigns.program, 'unknown') as program,
    posts.impressions,
    posts.likes,
    posts.comments,
    posts.shares,
    posts.clicks
from {{ ref('stg_social_posts') }} as posts
left join {{ ref('int_networks') }} as networks
    on posts.network = networks.name
left join {{ ref('int_campaigns') }} as campaigns
    on posts.campaign_id = campaigns.campaign_id
