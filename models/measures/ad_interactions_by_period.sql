-- One row is how many people liked, commented or shared ads in a period, for one value of one
-- dimension.
{%- set dimensions = common_dimensions() + ['platform', 'ad'] %}
with

date_periods as (
    select * from {{ ref('int_date_periods') }}
),

events as (
    select
        occurred_on as event_on,
        {{ dimensions | join(', ') }},
        icp
    from {{ ref('fct_ad_interactions') }}
    where interaction_type in ('like', 'comment', 'share')
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={
        'ad_interactions': 'count(*)',
        'icp_interactions': "sum(case when events.icp = 'yes' then 1 else 0 end)",
        'target_account_interactions': "sum(case when events.target_account = 'yes' then 1 else 0 end)",
    },
) }}
