-- How often ads were liked, commented on or shared, and by whose people.
with

delivered as (
    select * from {{ ref('int_delivered_inputs') }}
),

interactions as (
    select * from {{ ref('ad_interactions_by_period') }}
)

select
    {{ metric_columns('ad_interactions', numerator='ad_interactions') }}
from interactions
union all
select
    {{ metric_columns(
        'icp_interaction_share',
        numerator='icp_interactions',
        denominator='named_interactions',
    ) }}
from interactions
where {{ needs(['accounts']) }} and {{ needs(['ad_interactions']) }}
union all
select
    {{ metric_columns(
        'target_account_interaction_share',
        numerator='target_account_interactions',
        denominator='named_interactions',
    ) }}
from interactions
where {{ needs(['accounts']) }} and {{ needs(['ad_interactions']) }}
