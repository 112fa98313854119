-- One row is a month, with the total of each metric in a column of its own.
{#- the columns are declared in _monthly.yml, which dbt has read once it does more than parse #}
{%- set metrics = [] %}
{%- for name in (model.columns if execute else {}) if name not in ['period_start', 'period_end', 'is_running'] %}
{%- do metrics.append(name) %}
{%- endfor %}
with

months as (
    select
        period_start,
        period_end
    from {{ ref('int_periods') }}
    where period_grain = 'month'
),

totals as (
    select
        period_start
        {%- for metric in metrics %},
        max(case when metric = '{{ metric }}' then value end) as {{ metric }}
        {%- endfor %}
    from {{ ref('metric_values') }}
    where period_grain = 'month' and dimension = 'total'
    group by period_start
)

select
    months.period_start,
    months.period_end,
    {{ as_of() }} < cast(date_trunc('month', months.period_start + 31) as date) - 1 as is_running
    {%- for metric in metrics %},
    totals.{{ metric }}
    {%- endfor %}
from months
left join totals
    on months.period_start = totals.period_start
