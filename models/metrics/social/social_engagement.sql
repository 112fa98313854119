-- How people react to social posts.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

social as (
    select * from {{ ref('social_by_period') }}
)

select
    {{ metric_columns('social_engagements', numerator='social_engagements') }}
from social
where {{ is_measured('social_engagements') }} and social_engagements is not null
union all
select
    {{ metric_columns(
        'social_engagement_rate',
        numerator='engagements_of_impressions',
        denominator='impressions_with_engagements',
    ) }}
from social
where {{ is_measured('social_engagement_rate') }}
