-- One row is the company's target for a metric in a period, for one value of one dimension.
with

stated as (
    select
        metric,
        period_grain,
        -- there is one period of all time, and no company need know where it begins
        case when period_grain = 'all_time' then coalesce(first_event_on, period_start) else period_start end as period_start,
        coalesce(dimension, 'total') as dimension,
        -- the total has one value, whatever is written there
        case
            when coalesce(dimension, 'total') = 'total' then 'all'
            {%- for dimension in own_dimensions() %}
            when dimension = '{{ dimension.name }}' then coalesce({{ as_name('dimension_value') }}, 'unknown')
            {%- endfor %}
            else coalesce(dimension_value, 'unknown')
        end as dimension_value,
        target
    from {{ ref('stg_targets') }}
    cross join {{ ref('int_first_days') }}
)

-- "absent" and "total" may both be delivered: the lower target stays
select
    metric,
    {{ period_keys() }},
    cast(min(target) as {{ money_type() }}) as target
from stated
group by metric, {{ period_keys() }}
