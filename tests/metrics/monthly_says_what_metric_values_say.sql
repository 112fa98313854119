-- Each month stands once, and what it says of a metric is that metric's total.
{%- set metrics = ['leads', 'revenue', 'cost_per_lead', 'close_rate', 'mrr'] %}
with

said as (
    {%- for metric in metrics %}
    select
        period_start,
        '{{ metric }}' as metric,
        {{ metric }} as value
    from {{ ref('monthly') }}
    where {{ metric }} is not null
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
),

measured as (
    select
        period_start,
        metric,
        value
    from {{ ref('metric_values') }}
    where
        period_grain = 'month'
        and dimension = 'total'
        and value is not null
        and metric in ('{{ metrics | join("', '") }}')
)

select
    period_start,
    metric,
    said.value as said_value,
    measured.value as measured_value
from said
full outer join measured using (period_start, metric)
where said.value is distinct from measured.value
