-- An own dimension of accounts stands wherever the account's segment stands, one of deals wherever their type stands,
-- and so on: each metric, in each period but days, which not every dimension keeps, has both or neither. What is held
-- against targets has rows only where there is one.
with

known as (
    select
        metric,
        period_grain,
        period_start,
        dimension
    from {{ ref('metric_values') }}
    where
        period_grain <> 'day'
        and metric not in (select metric from {{ ref('metric_catalog') }} where needs like '%targets%')
    group by metric, period_grain, period_start, dimension
)
{%- for dimension in own_dimensions() %}

select
    '{{ dimension.name }}' as own_dimension,
    coalesce(own.metric, carrying.metric) as metric,
    coalesce(own.period_grain, carrying.period_grain) as period_grain,
    coalesce(own.period_start, carrying.period_start) as period_start
from (select * from known where dimension = '{{ dimension.name }}') as own
full outer join (select * from known where dimension = '{{ carriers()[dimension.input] }}') as carrying
    on
        own.metric = carrying.metric
        and own.period_grain = carrying.period_grain
        and own.period_start = carrying.period_start
where own.metric is null or carrying.metric is null
union all
{%- endfor %}

select
    'none' as own_dimension,
    metric,
    period_grain,
    period_start
from known
where false
