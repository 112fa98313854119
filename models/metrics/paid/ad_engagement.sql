-- How often ads were liked, commented on or shared, and by whose people.
with

measured as (
    select * from {{ ref('int_measured_metrics') }}
),

interactions as (
    select * from {{ ref('ad_interactions_by_period') }}
)

select
    {{ metric_columns('ad_interactions', numerator='ad_interactions') }}
from interactions
where {{ is_measured('ad_interactions') }}
union all
select
    {{ metric_columns(
        'icp_interaction_share',
        numerator='icp_interactions',
        denominator='named_interactions',
    ) }}
from interactions
where {{ is_measured('icp_interaction_share') }} and {{ is_measured('icp_interaction_share') }}
union all
select
    {{ metric_columns(
        'target_account_interaction_share',
        numerator='target_account_interactions',
        denominator='named_interactions',
    ) }}
from interactions
where {{ is_measured('target_account_interaction_share') }} and {{ is_measured('target_account_interaction_share') }}
