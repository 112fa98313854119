-- MRR is what the subscriptions that run at the period's end come to, counted straight from them,
-- and it is the MRR of the period before plus the movements. To the cent, per month, quarter,
-- year and all time, for every dimension.
{%- set movements = [
    'new_mrr',
    'expansion_mrr',
    'contraction_mrr',
    'churned_mrr',
    'reactivated_mrr',
] %}
with

running as (
    select
        periods.period_grain,
        periods.period_start,
        {{ qualified(dimensions_of('customers'), 'subscriptions') }},
        subscriptions.monthly_amount
    from {{ ref('fct_subscriptions') }} as subscriptions
    inner join {{ ref('int_periods') }} as periods
        on
            subscriptions.started_on <= periods.period_end
            and (subscriptions.ended_on is null or subscriptions.ended_on > periods.period_end)
    where periods.period_grain in ('month', 'quarter', 'year', 'all_time')
),

counted as (
    select
        period_grain,
        period_start,
        'total' as dimension,
        'all' as dimension_value,
        sum(monthly_amount) as running_amount
    from running
    group by period_grain, period_start
    {%- for dimension in dimensions_of('customers') %}
    union all
    select
        period_grain,
        period_start,
        '{{ dimension_name(dimension) }}' as dimension,
        {{ dimension }} as dimension_value,
        sum(monthly_amount) as running_amount
    from running
    group by period_grain, period_start, {{ dimension }}
    {%- endfor %}
),

stated as (
    select
        {{ period_keys() }},
        -- what is nothing needs no row
        coalesce(sum(case when metric = 'mrr' then cast(value as decimal(38, 4)) end), 0) as closing_mrr,
        coalesce(sum(case when metric <> 'mrr' then cast(value as decimal(38, 4)) end), 0) as moved_mrr,
        -- to the cent, or what doubles of this size can hold
        0.005 + 1e-14 * sum(abs(value)) as tolerance
    from {{ ref('metric_values') }}
    where
        metric in ('mrr', '{{ movements | join("', '") }}')
        and period_grain in ('month', 'quarter', 'year', 'all_time')
    group by {{ period_keys() }}
),

with_opening as (
    select
        *,
        coalesce(lag(closing_mrr) over (
            partition by period_grain, dimension, dimension_value order by period_start
        ), 0) as opening_mrr
    from stated
)

select
    {{ period_keys() }},
    counted.running_amount,
    with_opening.opening_mrr,
    with_opening.moved_mrr,
    with_opening.closing_mrr
from with_opening
full outer join counted using (period_grain, period_start, dimension, dimension_value)
-- what runs for nothing, or for what cannot be converted, needs no row
where
    (abs(coalesce(closing_mrr, 0) - coalesce(running_amount, 0)) <= coalesce(tolerance, 0.005)) is distinct from true
    or (abs(opening_mrr + moved_mrr - closing_mrr) <= tolerance) is distinct from true and closing_mrr is not null
