-- One row is how many deals were open at any time in a period, for one value of one dimension.
{%- set dimensions = dimensions_of('deals', ['competitor', 'lost_reason']) %}
with

date_periods as (
    select * from {{ ref('int_counted_periods') }}
),

periods as (
    select * from {{ ref('int_comparison_periods') }}
),

deals as (
    select * from {{ ref('fct_deals') }}
),

moves as (
    select
        created_on as event_on,
        case when not is_open and closed_on < created_on then closed_on end as same_period_as,
        {{ dimensions | join(', ') }},
        1 as came,
        0 as went,
        0 as won
    from deals
    where is_open or closed_on is not null
    union all
    select
        closed_on as event_on,
        case when closed_on < created_on then created_on end as same_period_as,
        {{ dimensions | join(', ') }},
        0 as came,
        1 as went,
        case when is_won then 1 else 0 end as won
    from deals
    where not is_open and closed_on is not null
),

-- what closed before it was created was open in a period that holds both days, and in no other
moves_in_periods as (
    select
        moves.*,
        date_periods.period_grain,
        date_periods.period_start
    from moves
    inner join date_periods
        on moves.event_on = date_periods.date_day
    left join date_periods as same_periods
        on
            moves.same_period_as = same_periods.date_day
            and date_periods.period_grain = same_periods.period_grain
    where moves.same_period_as is null or date_periods.period_start = same_periods.period_start
),

changes as (
    {{ by_period(
        'moves_in_periods',
        dimensions=dimensions,
        counts={
            'stock': 'sum(moves_in_periods.came - moves_in_periods.went)',
            'went': 'sum(moves_in_periods.went)',
            'won': 'sum(moves_in_periods.won)',
        },
        has_periods=true,
    ) }}
),

balances as (
    {{ stocks_by_period('changes', ['stock', 'went', 'won'], there='stock') | indent(4) }}
)

-- open at any time: at the period's end, or closed in it
select
    {{ period_keys() }},
    cast(closing_stock + went as bigint) as open_deals,
    cast(won as bigint) as open_deals_won
from balances
where closing_stock + went > 0
