-- How people react to social posts.
with

social as (
    select * from {{ ref('social_by_period') }}
)

select
    {{ metric_columns('social_engagements', numerator='social_engagements') }}
from social
union all
select
    {{ metric_columns(
        'social_engagement_rate',
        numerator='social_engagements',
        denominator='social_impressions',
    ) }}
from social
