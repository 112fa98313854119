-- One row is the MRR at a period's start and end and what moved it, for one value of one dimension.
{%- set movements = ['new_mrr', 'expansion_mrr', 'contraction_mrr', 'churned_mrr', 'reactivated_mrr'] %}
{%- set dimensions = dimensions_of('customers') %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

periods as (
    select * from {{ ref('int_comparison_periods') }}
),

account_movements as (
    select
        period_grain,
        period_start,
        {{ dimensions | join(', ') }},
        {{ movements | join(', ') }},
        {{ movements | join(' + ') }} as net_change
    from {{ ref('fct_mrr_movements') }}
    union all
    -- a trial at nothing has an MRR too, of 0; a price that cannot be converted has none
    select
        date_periods.period_grain,
        date_periods.period_start,
        {{ qualified(dimensions, 'subscriptions') }},
        {%- for movement in movements %}
        0 as {{ movement }},
        {%- endfor %}
        0 as net_change
    from {{ ref('fct_subscriptions') }} as subscriptions
    inner join date_periods
        on subscriptions.started_on = date_periods.date_day
    where subscriptions.monthly_amount is not null
),

movements as (
    {{ by_period('account_movements', dimensions=dimensions, amounts={
        'new_mrr': 'sum(account_movements.new_mrr)',
        'expansion_mrr': 'sum(account_movements.expansion_mrr)',
        'contraction_mrr': 'sum(account_movements.contraction_mrr)',
        'churned_mrr': 'sum(account_movements.churned_mrr)',
        'reactivated_mrr': 'sum(account_movements.reactivated_mrr)',
        'net_change': 'sum(account_movements.net_change)',
    }, has_periods=true) }}
),

balances as (
    {{ stocks_by_period('movements', movements + ['net_change'], there='net_change') | indent(4) }}
)

select
    {{ period_keys() }},
    cast(closing_net_change - net_change as decimal(38, 4)) as opening_mrr,
    {%- for movement in movements %}
    cast({{ movement }} as decimal(38, 4)) as {{ movement }},
    {%- endfor %}
    cast(closing_net_change as decimal(38, 4)) as closing_mrr
from balances
