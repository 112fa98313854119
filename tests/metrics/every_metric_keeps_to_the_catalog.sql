-- A metric stands in the catalogue, and has rows in no other dimensions than the catalogue says.
with

dimensions_used as (
    select
        metric,
        dimension,
        count(*) as row_count
    from {{ ref('metric_values') }}
    group by metric, dimension
)

select
    dimensions_used.metric,
    dimensions_used.dimension,
    dimensions_used.row_count
from dimensions_used
left join {{ ref('metric_catalog') }} as metric_catalog
    on dimensions_used.metric = metric_catalog.metric
where
    metric_catalog.metric is null
    or ' total ' || metric_catalog.dimensions || ' ' not like '% ' || dimensions_used.dimension || ' %'
