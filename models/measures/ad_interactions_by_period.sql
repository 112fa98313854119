-- One row is how often ads were liked, commented on or shared in a period, for one value of one
-- dimension.
{%- set dimensions = dimensions_of('ad_interactions') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

events as (
    select
        occurred_on as event_on,
        {{ dimensions | join(', ') }},
        1 as interactions,
        1 as named_interactions,
        case when icp = 'yes' then 1 else 0 end as icp_interactions,
        case when target_account = 'yes' then 1 else 0 end as target_account_interactions
    from {{ ref('fct_ad_interactions') }}
    where interaction_type in ({{ ad_reactions() }})
    union all
    -- whose reactions a platform counts, it does not say
    select
        date_day as event_on,
        channel,
        campaign,
        'unknown' as segment,
        program,
        'unknown' as target_account,
        'unknown' as icp,
        platform,
        ad,
        {{- own_columns({'accounts': none, 'campaigns': 'spend', 'ad_spend': 'spend'}) }}
        nameless_interactions as interactions,
        null as named_interactions,
        null as icp_interactions,
        null as target_account_interactions
    from {{ ref('fct_ad_spend') }} as spend
    where nameless_interactions is not null
)

{{ by_period(
    'events',
    dimensions=dimensions,
    counts={
        'ad_interactions': 'sum(events.interactions)',
        'named_interactions': 'sum(events.named_interactions)',
        'icp_interactions': 'sum(events.icp_interactions)',
        'target_account_interactions': 'sum(events.target_account_interactions)',
    },
) }}
