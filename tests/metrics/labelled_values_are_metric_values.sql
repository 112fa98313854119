-- Of the grains that it holds, metric_values_labelled has every value once, and none without a way to read it.
with

labelled as (
    select
        metric,
        {{ period_keys() }},
        value as labelled_value,
        formatted_value
    from {{ ref('metric_values_labelled') }}
),

measured as (
    select
        metric,
        {{ period_keys() }},
        value
    from {{ ref('metric_values') }}
    where period_grain in ('month', 'quarter', 'year', 'all_time') or (period_grain = 'week' and dimension = 'total')
)

select
    metric,
    {{ period_keys() }}
from labelled
full outer join measured using (metric, {{ period_keys() }})
where
    labelled.labelled_value is distinct from measured.value
    or (labelled.formatted_value is null) <> (measured.value is null or abs(measured.value) >= 1e23)
