-- One row is a metric and what may be done with it: whether it is a ratio, adds up over days, has a
-- target by default.
with

shapes as (
    select
        metric,
        max(case when numerator is not null and denominator is not null then 1 else 0 end) = 1
            as is_ratio,
        min(case when denominator is null then 1 else 0 end) = 1 as is_sum,
        -- 1000 for "per thousand", else 1
        max(round({{ safe_divide('value * denominator', 'numerator') }})) as scale
    from {{ ref('metric_values') }}
    group by metric
),

not_summed as (
    select metric from {{ ref('metric_traits') }} where trait = 'not_summed_over_days'
),

-- a company without targets of its own is not judged by those of others
default_targets as (
    select *
    from {{ ref('default_targets') }}
    where (select count(*) from {{ ref('int_metric_targets') }}) > 0
)

select
    shapes.metric,
    catalog.unit,
    catalog.better,
    catalog.is_proportion,
    catalog.is_additive,
    shapes.is_ratio,
    shapes.is_sum,
    coalesce(shapes.scale, 1) as scale,
    (catalog.is_additive or shapes.is_ratio) and not_summed.metric is null as is_summed_over_days,
    catalog.matures_in_days is not null as is_maturing,
    catalog.matures_in_days,
    default_targets.target as default_target
from shapes
inner join {{ ref('metric_catalog') }} as catalog
    on shapes.metric = catalog.metric
left join not_summed
    on shapes.metric = not_summed.metric
left join default_targets
    on shapes.metric = default_targets.metric
