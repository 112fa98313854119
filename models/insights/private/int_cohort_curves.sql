-- One row is a metric and an age in days: how much of what came at last had come by then, in days and periods that are
-- old enough to know.
{#- fewer say nothing of what is usual #}
{%- set counted_at_least = 20 %}
with

kinds as (
    select
        metric,
        matures_in_days
    from {{ ref('int_metric_kinds') }}
    where is_maturing
),

followed as (
    {%- for subject in ['leads', 'deals', 'meetings', 'requests'] %}
    select metric, entered_on, counted_on from {{ ref('int_followed_' ~ subject) }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

-- what was there before it was asked for was there from the first day on
delays as (
    select
        kinds.metric,
        greatest({{ days_between('followed.entered_on', 'followed.counted_on') }}, 0) as age,
        count(*) as counted
    from followed
    inner join kinds
        on followed.metric = kinds.metric
    where
        followed.counted_on is not null
        and {{ days_between('followed.entered_on', as_of()) }} >= kinds.matures_in_days
        and {{ days_between('followed.entered_on', 'followed.counted_on') }} <= kinds.matures_in_days
    group by kinds.metric, greatest({{ days_between('followed.entered_on', 'followed.counted_on') }}, 0)
),

histories as (
    select
        metric,
        sum(counted) as counted_at_last
    from delays
    group by metric
    having sum(counted) >= {{ counted_at_least }}
),

ages as (
    select {{ days_between('date_day', as_of()) }} as age
    from {{ ref('int_date_periods') }}
    where period_grain = 'day' and date_day <= {{ as_of() }}
),

curves as (
    select
        kinds.metric,
        ages.age,
        histories.counted_at_last,
        sum(coalesce(delays.counted, 0)) over (
            partition by kinds.metric
            order by ages.age nulls last
            rows between unbounded preceding and current row
        ) as counted_by_then
    from kinds
    inner join histories
        on kinds.metric = histories.metric
    inner join ages
        on ages.age <= kinds.matures_in_days
    left join delays
        on kinds.metric = delays.metric and ages.age = delays.age
)

select
    metric,
    cast(age as bigint) as age,
    cast(counted_at_last as bigint) as counted_at_last,
    cast(counted_by_then as bigint) as counted_by_then,
    -- of a day of each age up to this one, added up
    cast(sum(counted_by_then) over (
        partition by metric
        order by age nulls last
        rows between unbounded preceding and current row
    ) as bigint) as counted_by_all_ages
from curves
