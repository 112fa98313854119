-- One row, even of nothing delivered: the first day on which something that is counted happened, where
-- `all_time` begins, and the first day that a company speaks of at all, where the calendar begins.
with

first_days as (
    {%- for input, columns in recorded_days().items() %}
    {%- set is_last = loop.last %}
    {%- for column in columns %}
    select {{ recorded_on(column, 'min(' ~ column ~ ')') }} as first_on
    from {{ ref('int_deals' if input == 'deals' else 'stg_' ~ input) }}
    {%- if input == 'leads' %}
    where not coalesce(is_deleted, false)
    {%- endif %}
    {{- "\n    union all" if not (is_last and loop.last) }}
    {%- endfor %}
    {%- endfor %}
),

first_day as (
    select min(first_on) as first_event_on
    from first_days
    where first_on <= {{ as_of() }}
),

-- months before the first event have targets of their own, and quarters are the sum of them
first_target as (
    select min(period_start) as first_target_on from {{ ref('stg_targets') }}
)

select
    first_day.first_event_on,
    least(first_day.first_event_on, first_target.first_target_on, {{ as_of() }}) as first_on
from first_day
cross join first_target
