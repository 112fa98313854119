-- One row is the MRR at a period's start and end and what moved it, for one value of one dimension.
{%- set movements = ['new_mrr', 'expansion_mrr', 'contraction_mrr', 'churned_mrr', 'reactivated_mrr'] %}
with

account_movements as (
    select
        *,
        {{ movements | join(' + ') }} as net_change
    from {{ ref('fct_mrr_movements') }}
),

movements as (
    {{ by_period('account_movements', dimensions=common_dimensions(), amounts={
        'new_mrr': 'sum(account_movements.new_mrr)',
        'expansion_mrr': 'sum(account_movements.expansion_mrr)',
        'contraction_mrr': 'sum(account_movements.contraction_mrr)',
        'churned_mrr': 'sum(account_movements.churned_mrr)',
        'reactivated_mrr': 'sum(account_movements.reactivated_mrr)',
        'net_change': 'sum(account_movements.net_change)',
    }, has_periods=true) }}
),

first_periods as (
    select
        period_grain,
        dimension,
        dimension_value,
        min(period_start) as first_period_start
    from movements
    group by period_grain, dimension, dimension_value
),

-- MRR stands in every period since the first, moved or not
every_period as (
    select
        periods.period_grain,
        periods.period_start,
        first_periods.dimension,
        first_periods.dimension_value
    from first_periods
    inner join {{ ref('int_periods') }} as periods
        on
            first_periods.period_grain = periods.period_grain
            and first_periods.first_period_start <= periods.period_start
),

filled as (
    select
        {%- for movement in movements %}
        coalesce(movements.{{ movement }}, 0) as {{ movement }},
        {%- endfor %}
        coalesce(movements.net_change, 0) as net_change,
        every_period.*
    from every_period
    left join movements
        on
            every_period.period_grain = movements.period_grain
            and every_period.period_start = movements.period_start
            and every_period.dimension = movements.dimension
            and every_period.dimension_value = movements.dimension_value
),

balances as (
    select
        *,
        sum(net_change) over (
            partition by period_grain, dimension, dimension_value order by period_start
            rows between unbounded preceding and current row
        ) as closing_mrr
    from filled
)

select
    {{ period_keys() }},
    cast(closing_mrr - net_change as decimal(38, 4)) as opening_mrr,
    {%- for movement in movements %}
    cast({{ movement }} as decimal(38, 4)) as {{ movement }},
    {%- endfor %}
    cast(closing_mrr as decimal(38, 4)) as closing_mrr
from balances
