-- The table by channel, campaign and the like says of every metric in it what the scorecard says, its earlier value and its
-- target with it; and what it says beyond that is 0.
{%- set metrics = [
    'ad_spend', 'sessions', 'leads', 'mqls', 'sqls', 'opportunities', 'pipeline_created', 'deals_won', 'revenue',
    'cost_per_lead', 'return_on_ad_spend',
] %}
{%- set dimensions = ['total', 'channel', 'campaign', 'program', 'segment', 'target_account', 'owner', 'source_owner'] %}
{%- for dimension in own_dimensions() %}
{%- do dimensions.append(dimension.name) %}
{%- endfor %}
with

performance as (
    select * from {{ ref('performance') }}
),

said as (
    {%- for metric in metrics %}
    select
        '{{ metric }}' as metric,
        {{ period_keys() }},
        {{ metric }} as value,
        previous_{{ metric }} as previous_value,
        target_{{ metric }} as target
    from performance
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

scorecard as (
    select
        metric,
        {{ period_keys() }},
        value,
        previous_value,
        case when target_source = 'company' then target end as target
    from {{ ref('scorecard') }}
    where
        period_grain <> 'day'
        and metric in ('{{ metrics | join("', '") }}')
        and dimension in ('{{ dimensions | join("', '") }}')
)

select
    coalesce(scorecard.metric, said.metric) as metric,
    coalesce(scorecard.period_grain, said.period_grain) as period_grain,
    coalesce(scorecard.period_start, said.period_start) as period_start,
    coalesce(scorecard.dimension, said.dimension) as dimension,
    coalesce(scorecard.dimension_value, said.dimension_value) as dimension_value,
    scorecard.value as value_of_the_scorecard,
    said.value
from scorecard
full outer join said
    on
        scorecard.metric = said.metric
        and scorecard.period_grain = said.period_grain
        and scorecard.period_start = said.period_start
        and scorecard.dimension = said.dimension
        and scorecard.dimension_value = said.dimension_value
where
    (scorecard.metric is null and said.value <> 0)
    or (
        scorecard.metric is not null
        and (
            said.metric is null
            or coalesce(scorecard.value, -1) <> coalesce(said.value, -1)
            or coalesce(scorecard.previous_value, -1) <> coalesce(said.previous_value, -1)
            or coalesce(scorecard.target, -1) <> coalesce(said.target, -1)
        )
    )
