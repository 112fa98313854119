-- One row is a post's day, of each campaign that it serves.
{%- set told = ['impressions', 'likes', 'comments', 'shares', 'clicks'] %}
with

posts as (
    select
        delivered.*,
        networks.network as spelt_network
    from {{ ref('stg_social_posts') }} as delivered
    left join {{ ref('int_networks') }} as networks
        on delivered.network = networks.name
),

-- a network that tells something may leave days without it blank
told_since as (
    {{ told_since('posts', 'spelt_network', told) }}
)

select
    posts.post_id,
    posts.spelt_network as network,
    posts.date_day,
    posts.published_at,
    'organic_social' as channel,
    {{ campaign_columns("coalesce(campaigns.campaign_id, 'unknown')") }},
    coalesce(campaigns.program, 'unknown') as program,
    {{- own_columns({'campaigns': 'campaigns'}) }}
    {%- for column in told %}
    {{ told_number('posts', column) }} as {{ column }}{{ "," if not loop.last }}
    {%- endfor %}
from posts
inner join told_since
    on posts.spelt_network = told_since.spelt_network
left join {{ ref('int_campaigns') }} as campaigns
    on posts.campaign_id = campaigns.campaign_id
