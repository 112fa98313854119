-- One row is a metric's value as people read it: all dimensions by month and longer, the total by week too.
with

metric_values as (
    select *
    from {{ ref('metric_values') }}
    where period_grain not in ('day', 'week') or (period_grain = 'week' and dimension = 'total')
),

metric_catalog as (
    select
        *,
        {{ is_percentage('metric', 'unit') }} as is_percentage
    from {{ ref('metric_catalog') }}
),

labelled as (
    select
        metric_values.*,
        metric_catalog.name,
        metric_catalog.area,
        metric_catalog.unit,
        metric_catalog.is_percentage,
        -- a decimal without the last digits of a double, so that all engines round the same; 38 digits with the hundredfold
        case when abs(metric_values.value) < 1e23 then cast(metric_values.value as decimal(34, 6)) end
        * cast(case when metric_catalog.is_percentage then 100 else 1 end as decimal(3, 0)) as shown
    from metric_values
    -- many to one
    inner join metric_catalog
        on metric_values.metric = metric_catalog.metric
),

sized as (
    select
        *,
        abs(shown) as size,
        {{ shown_places('abs(shown)', 'unit', 'is_percentage') }} as places
    from labelled
),

written as (
    select
        *,
        {{ with_commas(rounded_text('size', 'places')) }} as digits
    from sized
)

select
    metric,
    name,
    area,
    unit,
    {{ period_keys() }},
    value,
    {{ shown_value('shown', 'digits', 'unit', 'is_percentage') }} as formatted_value
from written
